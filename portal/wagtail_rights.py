"""Gives the groups of portal/roles.py their rights in Wagtail's own admin, which knows Django's permissions only."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.roles import Role

# Our permission -> rights on pages, rights on the images and documents of the root collection, and models of snippets.
PAGE_RIGHTS = {
    "portal.edit_pages": ("add_page", "change_page"),
    "methods.publish_handbook": ("publish_page", "lock_page", "unlock_page"),
    "courses.manage_courses": ("publish_page",),
}
SNIPPETS = {
    "methods.edit_handbook": (
        "methods.Term", "methods.Reference", "methods.Amount", "methods.SharedText",
        "search.SynonymGroup", "search.SiteWord", "search.Promotion",
    ),
    "courses.manage_courses": ("courses.Occasion", "courses.MessageText"),
    "portal.manage_users": ("portal.User", "portal.Unit"),
}  # fmt: skip


def grant(role: Role) -> None:
    """Make the role's group and set exactly the rights that the table gives; earlier ones are removed."""
    group, _made = Group.objects.get_or_create(name=role.name)
    wanted = _model_permissions(role)
    if set(group.permissions.all()) != set(wanted):
        group.permissions.set(wanted)
    _grant_pages(group, role)
    _grant_collections(group, role)


def _model_permissions(role: Role) -> list[Permission]:
    query = Q(pk__in=[])
    if "wagtailadmin.access_admin" in role.permissions:
        query |= Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for permission, models in SNIPPETS.items():
        if permission in role.permissions:
            for label in models:
                if _model_exists(label):
                    app, name = label.lower().split(".")
                    query |= Q(content_type__app_label=app, content_type__model=name)
    return list(Permission.objects.filter(query))


def _model_exists(label: str) -> bool:
    """Whether the model is there; makes its permissions, because groups are written before the app's own turn."""
    try:
        create_permissions(apps.get_model(label)._meta.app_config, verbosity=0)
    except LookupError:
        return False
    return True


def _grant_pages(group: Group, role: Role) -> None:
    codenames = [name for key, names in PAGE_RIGHTS.items() if key in role.permissions for name in names]
    root = Page.objects.filter(depth=1).first()
    if root is None:
        return
    GroupPagePermission.objects.filter(group=group).exclude(permission__codename__in=codenames).delete()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _grant_collections(group: Group, role: Role) -> None:
    root = Collection.get_first_root_node()
    if root is None or "portal.edit_pages" not in role.permissions:
        return
    names = [f"{verb}_{kind}" for verb in ("add", "change", "choose") for kind in ("image", "document")]
    for permission in Permission.objects.filter(codename__in=names):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
