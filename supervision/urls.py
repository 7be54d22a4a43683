from django.urls import path

from supervision import views

urlpatterns = [
    path("", views.index, name="supervision"),
    path("ny-grupp/", views.new_group, name="supervision_new_group"),
    path("grupp/<int:pk>/", views.group, name="supervision_group"),
    path("grupp/<int:pk>/logg/", views.log, name="supervision_log"),
    path("pass/<int:pk>/", views.session, name="supervision_session"),
    path("overenskommelse/<int:pk>/klar/", views.agreement_done, name="supervision_agreement_done"),
    path("fraga/", views.ask, name="supervision_ask"),
    path("fragor/", views.questions, name="supervision_questions"),
    path("fragor/<int:pk>/", views.question, name="supervision_question"),
]
