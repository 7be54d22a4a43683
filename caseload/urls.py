from django.urls import path

from caseload import views

urlpatterns = [
    path("", views.cases, name="cases"),
    path("sok/", views.search, name="case_search"),
    path("lista/", views.worklist, name="case_list"),
    path("lista/spara/", views.save_filter, name="case_filter_save"),
    path("lista/<int:pk>/ta-bort/", views.delete_filter, name="case_filter_delete"),
    path("fordela/", views.assign, name="cases_assign"),
    path("ko/", views.queue, name="case_queue"),
    path("boenden/", views.homes, name="case_homes"),
    path("boenden/<slug:key>/", views.home, name="case_home"),
    path("bevis/", views.proofs, name="proofs"),
    path("nodatkomst/", views.emergency, name="emergency"),
    path("nodatkomst/granskning/", views.emergencies, name="emergencies"),
    path("nodatkomst/granskning/<int:pk>/", views.review_emergency, name="emergency_review"),
    path("<str:number>/behorighet/", views.case_access, name="case_access"),
    path("<str:number>/skyddat/", views.protected, name="case_protected"),
    path("<str:number>/registerutdrag/", views.extract, name="case_extract"),
    path("<str:number>/vem-har-last/", views.readers, name="case_readers"),
    path("<str:number>/jav/", views.own_relation, name="case_relation"),
    path("<str:number>/", views.case, name="case"),
    path("<str:number>/utskrift/", views.summary, name="case_summary"),
    path("<str:number>/blankett/<slug:key>/", views.fill, name="case_form"),
]
