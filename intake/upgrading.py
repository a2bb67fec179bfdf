"""What migrations share: a new permission for those who could do without it before."""

from typing import Any

from django.conf import settings


def keep_seeing_all(
    apps: Any, using: str, *, app: str, model: str, views: tuple[str, ...], see_all: tuple[str, str]
) -> None:
    """Let whoever sees some records see all of them, as they did before that took a permission.

    Only where the permission is not there yet: Django makes it once all migrations have run, so a
    database that has it is one whose clinic has decided already. `see_all` is code name and name.
    """
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    codename, name = see_all
    if permissions.filter(content_type__app_label=app, codename=codename).exists():
        return
    seeing = permissions.filter(content_type__app_label=app, codename__in=views)
    groups = apps.get_model("auth", "Group").objects.using(using).filter(permissions__in=seeing)
    users = apps.get_model(settings.AUTH_USER_MODEL).objects.using(using)
    # A site's own user model need not know permissions of single users.
    knows_own = any(field.name == "user_permissions" for field in users.model._meta.many_to_many)
    own = users.filter(user_permissions__in=seeing) if knows_own else users.none()
    if not groups.exists() and not own.exists():
        return
    types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    kind = types.get(app_label=app, model=model)
    wanted = permissions.create(content_type=kind, codename=codename, name=name)
    wanted.group_set.set(groups.distinct())
    for user in own.distinct():
        user.user_permissions.add(wanted)
