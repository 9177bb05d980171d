// Sending a file with comfort: drop it on the field, hear at once that it is too large, see how far it has come. The
// form is the same one that goes without script; what the server answers is shown as it would be then.
function shown(text, words) {
  return Object.entries(words).reduce((soFar, [name, value]) => soFar.replace(`{${name}}`, value), text);
}

class Upload {
  constructor(form, field, showPage) {
    this.form = form;
    this.field = field;
    this.showPage = showPage;
    this.input = field.querySelector("input[type=file]");
    this.status = field.querySelector("[data-upload-status]");
    this.progress = field.querySelector("[data-upload-progress]");
    this.said = "";
    this.input.addEventListener("change", () => this.choose());
    form.addEventListener("submit", (event) => this.submit(event));
    field.querySelector("[data-upload-stop]").addEventListener("click", () => this.request?.abort());
    this.acceptDrops();
  }

  say(text, isWrong = false) {
    if (text === this.said) return;
    this.said = text;
    this.status.textContent = text;
    this.status.classList.toggle("govuk-error-message", isWrong);
  }

  choose() {
    this.forgetRefusal();
    this.look();
  }

  // What the server said was about the file before, and would stand beside what is said of this one.
  forgetRefusal() {
    const message = document.getElementById(`${this.input.id}-error`);
    if (!message) return;
    message.closest(".govuk-form-group").classList.remove("govuk-form-group--error");
    message.remove();
    this.input.classList.remove("govuk-file-upload--error");
    const described = this.input.getAttribute("aria-describedby") ?? "";
    this.input.setAttribute("aria-describedby", described.replace(message.id, "").trim());
    const summary = document.querySelector(".govuk-error-summary");
    summary?.querySelector(`a[href="#${this.input.id}"]`)?.closest("li").remove();
    if (summary && !summary.querySelector("li")) summary.remove();
  }

  // Whether what is chosen may be sent.
  look() {
    const [file] = this.input.files;
    const tooLarge = file && file.size > Number(this.field.dataset.largest);
    if (tooLarge) this.say(this.field.dataset.tooLarge, true);
    else this.say(file ? shown(this.field.dataset.chosen, { name: file.name }) : "");
    return !tooLarge;
  }

  acceptDrops() {
    const { field } = this;
    field.querySelector("[data-upload-drop]").hidden = false;
    field.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      field.classList.add("over");
    });
    field.addEventListener("dragleave", (event) => {
      if (!field.contains(event.relatedTarget)) field.classList.remove("over");
    });
    field.addEventListener("drop", (event) => {
      field.classList.remove("over");
      const [file] = event.dataTransfer.files;
      if (!file) return;
      event.preventDefault();
      const one = new DataTransfer();
      one.items.add(file);
      this.input.files = one.files;
      this.choose();
      this.input.focus();
    });
  }

  submit(event) {
    if (this.request) {
      event.preventDefault();
      return;
    }
    if (!this.input.files.length) return;
    event.preventDefault();
    this.forgetRefusal();
    if (this.look()) this.send(event.submitter);
    else this.input.focus();
  }

  send(submitter) {
    const request = new XMLHttpRequest();
    this.request = request;
    request.responseType = "document";
    request.upload.addEventListener("progress", (event) => this.count(event));
    request.addEventListener("load", () => this.answer(request));
    request.addEventListener("error", () => this.end(this.field.dataset.broken));
    request.addEventListener("abort", () => this.end(this.field.dataset.stopped));
    request.open("POST", this.form.action);
    request.send(new FormData(this.form, submitter));
    this.progress.hidden = false;
    this.count({ loaded: 0, total: 1, lengthComputable: true });
  }

  // Said aloud in steps of ten, for a screen reader cannot keep up with more.
  count({ loaded, total, lengthComputable }) {
    if (!lengthComputable) return;
    const percent = Math.floor((100 * loaded) / total);
    this.progress.querySelector("progress").value = percent;
    const { sending, checking } = this.field.dataset;
    this.say(percent === 100 ? checking : shown(sending, { count: percent - (percent % 10) }));
  }

  end(words) {
    this.request = undefined;
    this.progress.hidden = true;
    this.say(words, true);
    this.input.focus();
  }

  answer(request) {
    if (request.response?.body) this.showPage(request.response, request.responseURL);
    else this.end(this.field.dataset.broken);
  }
}

// `showPage` puts the page that the server answered in the place of this one.
export function uploads(page, showPage) {
  for (const form of page.querySelectorAll("form[data-upload]")) {
    const field = form.querySelector("[data-upload-field]");
    if (field) new Upload(form, field, showPage);
  }
}
