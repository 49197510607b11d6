from django.urls import URLPattern, path

from agreements.views import sending, signing

urlpatterns: list[URLPattern] = [
    path("<uuid:uuid>/send/", sending.send, name="send"),
    path("<uuid:uuid>/traek-tilbage/", sending.withdraw, name="withdraw"),
    path("<uuid:uuid>/underskriv/", signing.sign_signed_in, name="sign"),
    path("<uuid:uuid>/underskriver/<uuid:party>/", sending.signer_email, name="signer_email"),
    path("<uuid:uuid>/underskriver/<uuid:party>/send-igen/", sending.resend, name="signer_resend"),
]
