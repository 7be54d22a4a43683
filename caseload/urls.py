from django.urls import path

from caseload import views

urlpatterns = [
    path("", views.cases, name="cases"),
    path("sok/", views.search, name="case_search"),
    path("<str:number>/", views.case, name="case"),
    path("<str:number>/blankett/<slug:key>/", views.fill, name="case_form"),
]
