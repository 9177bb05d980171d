// A page that comes back with errors begins at the list of them.
export function focusErrorSummary(page) {
  page.querySelector(".govuk-error-summary")?.focus();
}
