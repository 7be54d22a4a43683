from django.http import HttpRequest, HttpResponse


def print_binder(request: HttpRequest) -> HttpResponse: ...


update_binder = own_binder = sheet_status = print_binder
