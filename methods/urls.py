from django.urls import path

from methods import views

urlpatterns = [
    path("ordlista/", views.glossary, name="glossary"),
    path("granskning/", views.reviews_due, name="reviews_due"),
    path("granskning/<int:pk>/", views.review, name="review_chapter"),
]
