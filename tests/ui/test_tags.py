"""Tags, shapes and the frame's context, without a browser."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from ui import parts
from ui.context import navigation
from ui.icons import ICONS


def render(text: str, **context) -> str:
    return Template("{% load ui jo_forms jo_danish %}" + text).render(Context(context))


@pytest.mark.parametrize("name", parts.STATUS)
def test_every_status_has_word_and_icon(name: str):
    html = render("{% status name %}", name=name)
    assert str(parts.STATUS[name][0]) in html
    assert 'aria-hidden="true"' in html


def test_status_weight_follows_urgency():
    assert "jo-status--late" in render('{% status "late" %}')
    assert "jo-status--soon" in render('{% status "soon" %}')
    assert "jo-status--" not in render('{% status "on_time" %}')


def test_unknown_status_and_icon_fail():
    with pytest.raises(KeyError):
        render('{% status "nearly" %}')
    with pytest.raises(KeyError):
        render('{% icon "unicorn" %}')


def test_icons_take_the_colour_of_the_text_and_nothing_else():
    for name, drawing in ICONS.items():
        assert "#" not in drawing, name
        assert "style" not in drawing, name


def _row(status: str, **more) -> parts.CaseRow:
    return parts.CaseRow(
        status,
        "i dag kl. 10.15",
        "om 5 minutter",
        "A & <b>B</b>",
        "/x/",
        "Spørger",
        parts.Action("Ring op", "/y/"),
        **more,
    )


@pytest.mark.parametrize(
    ("status", "look"), [("late", "primary"), ("soon", "primary"), ("on_time", "secondary")]
)
def test_row_button_is_filled_when_it_burns(status: str, look: str):
    html = render("{% case_row row %}", row=_row(status))
    assert f"button-{look}" in html
    assert ("jo-row--late" in html) == (status == "late")


def test_row_escapes_what_a_company_wrote_and_names_the_button():
    html = render("{% case_row row %}", row=_row("soon"))
    assert "<b>B</b>" not in html
    assert html.count("A &amp; &lt;b&gt;B&lt;/b&gt;") == 2  # the title, and for screen readers on the button


def test_post_button_carries_token_and_fields():
    action = parts.Action("Send", "/send/", post=True, fields=[("to", "7")])
    html = render("{% button_for action %}", action=action, csrf_token="tok")
    assert 'name="csrfmiddlewaretoken" value="tok"' in html
    assert 'name="to" value="7"' in html


class SampleForm(forms.Form):
    name = forms.CharField(label="Navn", help_text="Som i CVR.")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="Form", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    many = forms.MultipleChoiceField(
        label="Hjælp?", widget=forms.CheckboxSelectMultiple, choices=[("x", "X"), ("y", "Y")], required=False
    )
    yes = forms.BooleanField(label="Ja")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_puts_label_hint_and_error_above_and_ties_them():
    form = SampleForm({})
    html = render("{% field form.name %}", form=form)
    assert (
        html.index("Navn")
        < html.index("Som i CVR.")
        < html.index("form-error-message")
        < html.index("<input")
    )
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_optional_field_says_so():
    assert "(valgfrit)" in render("{% field form.note %}", form=SampleForm())
    assert "(valgfrit)" not in render("{% field form.name %}", form=SampleForm())


def test_choices_are_a_fieldset_whose_error_is_told_to_the_group():
    html = render("{% field form.kind %}", form=SampleForm({}))
    assert html.count('type="radio"') == 2
    assert 'class="form-radio"' in html
    assert 'aria-describedby="id_kind_error"' in html
    assert html.count("id_kind_error") == 2  # the group and the message, not each choice
    checkboxes = render("{% field form.many %}", form=SampleForm())
    assert checkboxes.count('type="checkbox"') == 2
    assert "radiogroup" not in checkboxes


def test_form_fields_prints_all_and_hidden_without_label():
    html = render("{% form_fields form %}", form=SampleForm())
    assert html.count("<fieldset") == 2
    assert 'type="hidden" name="secret"' in html


def test_error_summary_links_to_each_field_and_is_absent_when_all_is_well():
    html = render("{% error_summary form %}", form=SampleForm({}))
    assert 'href="#id_name"' in html
    assert 'href="#id_kind_0"' in html
    assert "Ret disse 3 oplysninger" in html
    assert "data-error-summary" in html
    assert (
        render("{% error_summary form %}", form=SampleForm({"name": "a", "kind": "a", "yes": "on"})).strip()
        == ""
    )
    assert render("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_pick_panel_label_counts_what_is_ticked_from_the_start():
    choices = [parts.PickChoice("a", "A", "nu"), parts.PickChoice("b", "B", "nu")]
    ticked = [parts.PickChoice(c.value, c.name, c.due, checked=True) for c in choices]
    assert "Vælg et jobcenter" in render('{% pick_panel "j" "Hvem?" choices %}', choices=choices)
    assert ">Send til 2 jobcentre<" in render('{% pick_panel "j" "Hvem?" choices %}', choices=ticked)


def test_chart_draws_no_line_through_a_week_without_cases():
    chart = parts.Chart("T", [90, None, 95, 100], "uge 1", "uge 4")
    assert len(chart.segments) == 1
    assert chart.last is not None
    assert chart.last[0] == 100
    assert parts.Chart("T", [None, None], "a", "b").last is None
    assert "%" in render("{% chart chart %}", chart=chart)


def test_charts_share_an_axis_that_reaches_the_lowest_value():
    assert parts.common_floor([[95, 100], [88]]) == 80
    assert parts.common_floor([[95, 63.5], [88, None]]) == 60
    assert parts.common_floor([[None]]) == 80
    low = parts.Chart("T", [60, 100], "a", "b", floor=60)
    assert low.segments[0].y1 == "92.0"
    assert low.segments[0].y2 == "8.0"


def test_section_is_named_by_its_heading():
    html = render('{% section "Svar nu" count=0 url="/alle/" %}<p>x</p>{% endsection %}')
    assert 'aria-labelledby="svar-nu"' in html
    assert ">0<" in html
    assert "Se alle" in html
    assert "<p>x</p>" in html


def test_block_tags_escape_what_they_are_given():
    html = render("{% page_head title lead %}{% endpage_head %}", title="<script>", lead="a & b")
    assert "<script>" not in html
    assert "a &amp; b" in html


class Entry:
    def __init__(self, label: str, url_name: str, shown: bool = True) -> None:
        self.label, self.url_name, self.shown = label, url_name, shown

    def is_for(self, actor) -> bool:
        return self.shown


MENU = [
    Entry("Ark", "ui:sheet"),
    Entry("Log ind", "account_login"),
    Entry("Ingen", "no:where"),
    Entry("Skjult", "home", shown=False),
]


def _request(path: str, actor=None):
    request = RequestFactory().get(path, {"q": "tømrer"})
    request.actor = actor
    return request


def test_menu_hides_what_does_not_exist_and_marks_where_one_is(settings):
    settings.NAVIGATION = "tests.ui.test_tags.MENU"
    actor = SimpleNamespace(is_staff=True, is_company=False)
    context = navigation(_request("/dev/tilstande/mere/", actor))
    assert [(i["label"], i["current"]) for i in context["navigation"]] == [("Ark", "true"), ("Log ind", "")]
    assert navigation(_request("/dev/tilstande/", actor))["navigation"][0]["current"] == "page"
    assert context["search_text"] == "tømrer"
    assert context["frame"] == "base.html"


def test_signed_out_and_company_frames():
    assert navigation(_request("/"))["navigation"] == []
    assert navigation(_request("/"))["frame"] == ""
    company = SimpleNamespace(is_staff=False, is_company=True, kind="company", role="company_user")
    context = navigation(_request("/", company))
    assert context["frame"] == "base_portal.html"
    assert context["search_url"] == ""
