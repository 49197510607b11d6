from django.urls import path

from orders.views import across, contact, intake, message, my_day, order, plan, question, request, training

urlpatterns = [
    path("min-dag/", my_day.my_day, name="my_day"),
    path("ordrer/", my_day.orders, name="list"),
    path("ordrer/ny/", intake.intake, name="new"),
    path("ordrer/<uuid:uuid>/", order.order, name="order"),
    path("ordrer/<uuid:uuid>/svar/", contact.Answer.as_view(), name="answer"),
    path("ordrer/<uuid:uuid>/afklaring/", contact.Clarify.as_view(), name="clarify"),
    path("ordrer/<uuid:uuid>/udsoegning/", across.RecordSearch.as_view(), name="search"),
    path("ordrer/<uuid:uuid>/inddrag/", across.Ask.as_view(), name="ask"),
    path("ordrer/<uuid:uuid>/spoergsmaal/", question.Question.as_view(), name="question"),
    path("ordrer/<uuid:uuid>/varsling/", across.Alert.as_view(), name="alert"),
    path("ordrer/<uuid:uuid>/plan/", plan.Plan.as_view(), name="plan"),
    path("ordrer/<uuid:uuid>/alternativ/", contact.OfferAlternative.as_view(), name="alternative"),
    path("ordrer/<uuid:uuid>/opkvalificering/", training.Training.as_view(), name="training"),
    path("ordrer/<uuid:uuid>/henvendelse/", message.Message.as_view(), name="message"),
    path("ordrer/<uuid:uuid>/tovholder/", across.Propose.as_view(), name="propose"),
    path("ordrer/<uuid:uuid>/ansvarlig/", plan.Owner.as_view(), name="owner"),
    path("ordrer/<uuid:uuid>/notat/", contact.Note.as_view(), name="note"),
    path("ordrer/<uuid:uuid>/luk/", plan.Close.as_view(), name="close"),
    path("ordrer/<uuid:uuid>/annuller/", contact.Cancel.as_view(), name="cancel"),
    path("ordrer/<uuid:uuid>/delt/", order.shared, name="shared"),
    path("leveringer/<uuid:uuid>/", plan.Report.as_view(), name="delivery"),
    path("alternativer/<uuid:uuid>/", contact.AlternativeAnswer.as_view(), name="alternative_answer"),
    path("opfoelgning/<uuid:uuid>/", contact.FollowUpDone.as_view(), name="follow_up"),
    path("henvendelser/<uuid:uuid>/", request.RequestPage.as_view(), name="request"),
    path("henvendelser/<uuid:uuid>/fortryd/", request.withdraw, name="withdraw"),
    path("varslinger/<uuid:uuid>/set/", request.heads_up_mark, name="heads_up_seen"),
    path("tovholderskift/<uuid:uuid>/", request.Decide.as_view(), name="tovholder_decide"),
]
