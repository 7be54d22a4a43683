from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from methods.models import Term


@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word of the field with its explanation, in Swedish order."""
    terms = sorted(Term.objects.all(), key=lambda term: term.sort_key)
    letters = [(letter, list(group)) for letter, group in groupby(terms, key=lambda term: term.letter)]
    return render(request, "methods/glossary.html", {"letters": letters})
