"""The tabs of the questionnaire's editor, and what each part says while it is still empty."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

QUESTIONS = [
    FieldPanel("title"),
    FieldPanel("change_note"),
    FieldPanel(
        "steps",
        help_text=_(
            "Each step is one page that a client fills in. Add a step with the plus sign, then "
            "its questions. Name the causes first, on the tab “Causes and points”, so that "
            "answers can give points to them."
        ),
    ),
]
POINTS = [
    FieldPanel("totals"),
    FieldPanel(
        "point_rules",
        help_text=_("Answers that mean more together than one by one. May stay empty."),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel("naming_minimum"),
                    FieldPanel("naming_margin"),
                    FieldPanel("naming_floor"),
                ]
            ),
            FieldPanel("unclear_points"),
        ],
        heading=_("When a cause may be named"),
    ),
]
ROUTING = [
    FieldPanel(
        "red_flag_rules",
        help_text=_(
            "Answers that are a warning sign only together. The red flag of a single answer is set "
            "beside that answer."
        ),
    ),
    FieldPanel(
        "rules",
        help_text=_(
            "Where a client without a red flag is sent. They are tried from the top, and the first "
            "that holds decides. Where none holds, a person takes over, for the reason below."
        ),
    ),
    FieldPanel("default_reason"),
    FieldPanel("self_help_needs"),
    MultiFieldPanel(
        [
            FieldPanel("second_look_days"),
            FieldPanel("second_look_person_when"),
            FieldPanel("second_look_reason"),
            FieldPanel("second_look_service"),
        ],
        heading=_("When a client comes back after self-help"),
    ),
]
SAFETY = [
    FieldPanel("intended_use", help_text=_("For whom it is, and what it does.")),
    FieldPanel("not_for", help_text=_("For whom it is not, and what nobody may conclude from it.")),
    FieldPanel(
        "hazards",
        help_text=_(
            "How it could harm somebody, and what is done against that. All of this tab is printed "
            "in the safety file."
        ),
    ),
]
SETTINGS = [
    FieldPanel("key"),
    FieldRowPanel([FieldPanel("longest_path"), FieldPanel("before_emergency")]),
    PublishingPanel(),
]
EDITOR = TabbedInterface(
    [
        ObjectList(QUESTIONS, heading=_("Questions")),
        ObjectList(POINTS, heading=_("Causes and points")),
        ObjectList(ROUTING, heading=_("Red flags and routing")),
        ObjectList(SAFETY, heading=_("Safety")),
        ObjectList(SETTINGS, heading=_("Settings")),
    ]
)
