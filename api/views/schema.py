"""The OpenAPI document itself: readable for anybody, as it says nothing of anybody."""

import hashlib
import json
from collections.abc import Callable
from functools import cache

import yaml
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views import View

from api.openapi import document


class OpenApi(View):
    """`login_required` is off: who writes a client has no account yet."""

    login_required = False
    content_type = ""
    content: Callable[[], str]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        content = self.content()
        tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
        response = HttpResponse(
            content, content_type=self.content_type, headers={"ETag": tag, "Cache-Control": "max-age=300"}
        )
        return get_conditional_response(request, etag=tag, response=response) or response

    @classmethod
    def as_view(cls, **initkwargs: object):
        view = super().as_view(**initkwargs)
        view.login_required = False  # type: ignore[attr-defined]
        return view


@cache
def as_json() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=2)


@cache
def as_yaml() -> str:
    # Through JSON: what YAML cannot tell from a plain value (an enum, a lazy text) is one there.
    return yaml.safe_dump(json.loads(as_json()), allow_unicode=True, sort_keys=False)


class OpenApiJson(OpenApi):
    content_type = "application/json"
    content = staticmethod(as_json)


class OpenApiYaml(OpenApi):
    content_type = "application/yaml; charset=utf-8"
    content = staticmethod(as_yaml)
