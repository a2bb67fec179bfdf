"""What the groups a clinic begins with are called; readable before any site is set up."""

EDITORS = "Editors"
FRONT_DESK = "Front desk"
THERAPISTS = "Therapists"
LEAD = "Clinic lead"
GROUPS = (EDITORS, FRONT_DESK, THERAPISTS, LEAD)
