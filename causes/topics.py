"""What a piece of an article can speak of, so that an answer can be linked to it; pure."""

TOPICS: dict[str, str] = {
    "where": "Where it is felt",
    "began": "How and when it began",
    "worse": "What makes it worse",
    "better": "What eases it",
    "leg": "Feelings in the leg",
    "moving": "Pain that moves",
    "habits": "Work, sport and habits",
    "posture": "Posture and shape",
    "care": "What was tried before",
    "check_bend": "Check: bending forward",
    "check_hang": "Check: hanging leg at the edge of a bed",
    "check_hips": "Check: hips in the mirror",
    "check_hip_turn": "Check: ankle on the other knee",
    "check_one_leg": "Check: standing on one leg",
    "check_press": "Check: pressing the sore spot",
    "check_leg_lift": "Check: lifting the straight leg",
    "check_sitting": "Check: sitting cross-legged",
}
"""Topic key → its name for editors."""
