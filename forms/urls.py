from django.urls import path

from forms import views

urlpatterns = [
    path("kvitto/<str:token>/", views.receipt, name="forms_receipt"),
    path("inskickat/<str:receipt>/", views.submission, name="forms_submission"),
    path("inkommet/", views.inbox, name="forms_inbox"),
    path("inkommet/<str:receipt>/forsok-igen/", views.retry, name="forms_retry"),
]
