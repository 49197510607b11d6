"""The API's first version. Words in addresses are English here: they are for systems."""

from django.urls import URLPattern, path

from api.views import (
    agreements,
    candidates,
    companies,
    deadlines,
    exchange,
    imports,
    jobcenters,
    nominations,
    oauth,
    orders,
    requests,
    schema,
    visits,
    withdrawn,
)

app_name = "v1"

urlpatterns: list[URLPattern] = [
    path("openapi.json", schema.OpenApiJson.as_view(), name="openapi_json"),
    path("openapi.yaml", schema.OpenApiYaml.as_view(), name="openapi_yaml"),
    path("candidates", candidates.OwnCandidates.as_view(), name="candidates"),
    path("candidates/search", candidates.Search.as_view(), name="candidate_search"),
    path("candidates/imports", imports.Imports.as_view(), name="imports"),
    path("candidates/imports/<uuid:uuid>", imports.Import.as_view(), name="import"),
    path("candidates/imports/<uuid:uuid>/faults", imports.ImportFaults.as_view(), name="import_faults"),
    path("candidates/imports/<uuid:uuid>/start", imports.ImportStart.as_view(), name="import_start"),
    path("candidates/imports/<uuid:uuid>/discard", imports.ImportDiscard.as_view(), name="import_discard"),
    path("candidates/<str:pseudonym>", candidates.Profile.as_view(), name="candidate"),
    path("agreements", agreements.Agreements.as_view(), name="agreements"),
    path("agreements/<uuid:uuid>", agreements.OneAgreement.as_view(), name="agreement"),
    path("companies", companies.Companies.as_view(), name="companies"),
    path("companies/<uuid:uuid>", companies.OneCompany.as_view(), name="company"),
    path(
        "companies/<uuid:uuid>/workplaces", companies.CompanyWorkplaces.as_view(), name="company_workplaces"
    ),
    path("companies/<uuid:uuid>/contacts", companies.CompanyContacts.as_view(), name="company_contacts"),
    path("workplaces", companies.Workplaces.as_view(), name="workplaces"),
    path("workplaces/<uuid:uuid>", companies.OneWorkplace.as_view(), name="workplace"),
    path("contacts", companies.Contacts.as_view(), name="contacts"),
    path("contacts/withdrawn", withdrawn.WithdrawnContacts.as_view(), name="contacts_withdrawn"),
    path("contacts/<uuid:uuid>", companies.OneContact.as_view(), name="contact"),
    path("deadlines", deadlines.Deadlines.as_view(), name="deadlines"),
    path("exchange", exchange.Exchange.as_view(), name="exchange"),
    path("exchange/schema", exchange.Schema.as_view(), name="exchange_schema"),
    path("exchange/orders/<uuid:uuid>", exchange.OrderRecord.as_view(), name="exchange_order"),
    path("exchange/visits/<uuid:uuid>", exchange.VisitRecord.as_view(), name="exchange_visit"),
    path("exchange/contacts/<uuid:uuid>", exchange.ContactRecord.as_view(), name="exchange_contact"),
    path("jobcenters", jobcenters.Jobcenters.as_view(), name="jobcenters"),
    path("jobcenters/<uuid:uuid>", jobcenters.OneJobcenter.as_view(), name="jobcenter"),
    path(
        "jobcenters/<uuid:uuid>/contacts", jobcenters.JobcenterContacts.as_view(), name="jobcenter_contacts"
    ),
    path("oauth/token", oauth.TokenEndpoint.as_view(), name="oauth_token"),
    path("oauth/revoke", oauth.RevokeEndpoint.as_view(), name="oauth_revoke"),
    path("orders/<uuid:order>/deadlines", deadlines.OrderDeadlines.as_view(), name="order_deadlines"),
    path("orders", orders.Orders.as_view(), name="orders"),
    path("orders/<uuid:order>", orders.OneOrder.as_view(), name="order"),
    path("orders/<uuid:order>/lines", orders.Lines.as_view(), name="order_lines"),
    path("orders/<uuid:order>/answer", orders.AnswerCompany.as_view(), name="order_answer"),
    path("orders/<uuid:order>/close", orders.Close.as_view(), name="order_close"),
    path("orders/<uuid:order>/cancel", orders.Cancel.as_view(), name="order_cancel"),
    path("orders/<uuid:order>/searches", orders.Searches.as_view(), name="order_searches"),
    path("orders/<uuid:order>/requests", requests.OrderRequests.as_view(), name="order_requests"),
    path("requests", requests.Requests.as_view(), name="requests"),
    path("requests/<uuid:uuid>", requests.OneRequest.as_view(), name="request"),
    path("requests/<uuid:uuid>/answer", requests.Answer.as_view(), name="request_answer"),
    path("requests/<uuid:uuid>/clarify", requests.Clarify.as_view(), name="request_clarify"),
    path("requests/<uuid:uuid>/withdraw", requests.Withdraw.as_view(), name="request_withdraw"),
    path("visits", visits.Visits.as_view(), name="visits"),
    path("visits/withdrawn", withdrawn.WithdrawnVisits.as_view(), name="visits_withdrawn"),
    path("visits/<uuid:uuid>", visits.OneVisit.as_view(), name="visit"),
    path("orders/<uuid:order>/nominations", nominations.Nominations.as_view(), name="nominations"),
]
