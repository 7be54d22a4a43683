from django.urls import path

from forms import views

urlpatterns = [
    path("kvitto/<str:token>/", views.receipt, name="forms_receipt"),
    path("kvitto/<str:token>/kvitto.pdf", views.receipt_pdf, name="forms_receipt_pdf"),
    path("utkast/<str:token>/", views.draft, name="forms_draft"),
    path("utkast/<uuid:key>/kasta/", views.throw_away_draft, name="forms_throw_away_draft"),
    path("inskickat/", views.submissions, name="forms_submissions"),
    path("inskickat/uttag/", views.export, name="forms_export"),
    path("inskickat/<str:receipt>/", views.submission, name="forms_submission"),
    path("inskickat/<str:receipt>/svar.json", views.submission_json, name="forms_submission_json"),
    path("inskickat/<str:receipt>/ratta/", views.change, name="forms_change"),
    path("inskickat/<str:receipt>/aterta/", views.withdraw, name="forms_withdraw"),
    path("inskickat/<str:receipt>/fil/<str:token>/", views.file, name="forms_file"),
    path("schema/<slug:key>/<int:number>.json", views.schema, name="forms_schema"),
    path("inkommet/", views.inbox, name="forms_inbox"),
    path("inkommet/<str:receipt>/forsok-igen/", views.retry, name="forms_retry"),
    path("inkommet/<str:receipt>/lamna-over/", views.deliver_now, name="forms_deliver_now"),
    path("gallring/", views.due_for_removal, name="forms_due_for_removal"),
    path("papper/<slug:key>/", views.print_form, name="forms_print"),
    path("blad/", views.find_sheet, name="forms_find_sheet"),
    path("blad/<str:number>/", views.sheet, name="forms_sheet"),
    path("regler/", views.rules, name="forms_rules"),
    path("regler/<slug:key>/", views.form_rules, name="forms_form_rules"),
    # Last: every other address below is a page; one that is sent to may have a short way.
    path("<slug:slug>/", views.page, name="forms_page"),
]
