// Tells in which time zone the visitor is, so that a call is also shown by their own clock.

const field = document.querySelector("[data-client-zone]");
if (field && !field.value) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
