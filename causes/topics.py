"""What a piece of an article can speak of, so that an answer can be linked to it; pure."""


def _(text: str) -> str:
    """Mark a name for translation; it is translated where it is shown."""
    return text


TOPICS: dict[str, str] = {
    "where": _("Where it is felt"),
    "began": _("How and when it began"),
    "worse": _("What makes it worse"),
    "better": _("What eases it"),
    "leg": _("Feelings in the leg"),
    "moving": _("Pain that moves"),
    "habits": _("Work, sport and habits"),
    "posture": _("Posture and shape"),
    "care": _("What was tried before"),
    "check_bend": _("Check: bending forward"),
    "check_hang": _("Check: hanging leg at the edge of a bed"),
    "check_hips": _("Check: hips in the mirror"),
    "check_hip_turn": _("Check: ankle on the other knee"),
    "check_one_leg": _("Check: standing on one leg"),
    "check_press": _("Check: pressing the sore spot"),
    "check_leg_lift": _("Check: lifting the straight leg"),
    "check_sitting": _("Check: sitting cross-legged"),
}
"""Topic key → its name for editors."""
