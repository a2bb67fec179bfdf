"""The peers: a contrib.forms page with 30 fields, a plain page, and bare Django views."""
