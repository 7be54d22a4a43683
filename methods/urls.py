from django.urls import path, re_path

from methods import views
from methods.binder import urls as binder

urlpatterns = [
    path("ordlista/", views.glossary, name="glossary"),
    path("granskning/", views.reviews_due, name="reviews_due"),
    # As many digits as a key of the database can have.
    re_path(r"^granskning/(?P<pk>[0-9]{1,18})/$", views.review, name="review_chapter"),
    *binder.urlpatterns,
]
