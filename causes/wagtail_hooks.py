"""Registers the shared texts and what keeps articles with the editor."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from causes import admin_guards
from causes.admin import CauseSnippets

register_snippet(CauseSnippets)
hooks.register("before_unpublish_page", admin_guards.keep_from_unpublishing)
hooks.register("before_delete_page", admin_guards.keep_from_deleting)
hooks.register("before_move_page", admin_guards.keep_from_moving)
hooks.register("before_bulk_action", admin_guards.keep_from_bulk_action)
hooks.register("register_log_actions", admin_guards.register_kept_action)
