from django.urls import URLPattern, path

from agreements.views import oidc, sending, signing

urlpatterns: list[URLPattern] = [
    path("<uuid:uuid>/send/", sending.send, name="send"),
    path("<uuid:uuid>/traek-tilbage/", sending.withdraw, name="withdraw"),
    path("<uuid:uuid>/underskriv/", signing.sign_signed_in, name="sign"),
    path("<uuid:uuid>/underskriv/identitet/", oidc.oidc_start_signed_in, name="sign_identity"),
    path("<uuid:uuid>/underskriver/<uuid:party>/kopi/", sending.copy_again, name="copy_again"),
    path("<uuid:uuid>/underskriver/<uuid:party>/kopi/luk/", sending.copy_end, name="copy_close"),
    path("<uuid:uuid>/underskriver/<uuid:party>/", sending.signer_email, name="signer_email"),
    path("<uuid:uuid>/underskriver/<uuid:party>/send-igen/", sending.resend, name="signer_resend"),
]
