/* Says how far an upload is. Without this script the form is posted as any form is. */
(function () {
  "use strict";
  const MB = 1024 * 1024;
  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const bar = document.getElementById("upload-bar");
  const state = document.getElementById("upload-state");
  let sending = false;
  let said = -1;

  function say(words) {
    state.textContent = words;
  }

  function tooLarge() {
    const most = Number(form.dataset.upload);
    return Array.from(input.files).filter((file) => file.size > most * MB);
  }

  // Spoken at each tenth only: a screen reader reads every change aloud.
  function progressed(event) {
    if (!event.lengthComputable) return;
    const percent = Math.floor((event.loaded / event.total) * 100);
    bar.value = percent;
    const tenth = Math.floor(percent / 10);
    if (tenth === said) return;
    said = tenth;
    say(percent < 100 ? "正在上传：" + tenth * 10 + "%" : "已传完，正在检查文件内容，请稍候。");
  }

  function failed() {
    sending = false;
    bar.hidden = true;
    say("连接中断，文件没有收到。填写的内容还在本页，请检查网络后再点一次。");
  }

  // The answer is the page that the form would have led to, its address too.
  function answered(request) {
    history.replaceState(null, "", request.responseURL);
    document.open();
    document.write(request.responseText);
    document.close();
    const main = document.getElementById("main");
    if (main) main.focus();
  }

  function send(button) {
    const request = new XMLHttpRequest();
    request.open("POST", button.hasAttribute("formaction") ? button.formAction : form.action);
    request.upload.addEventListener("progress", progressed);
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", failed);
    request.addEventListener("abort", failed);
    sending = true;
    said = -1;
    bar.hidden = false;
    const data = new FormData(form);
    if (button.name) data.append(button.name, button.value);
    request.send(data);
  }

  form.addEventListener("submit", function (event) {
    if (sending) return event.preventDefault();
    if (!input.files.length || !event.submitter) return undefined;
    event.preventDefault();
    const large = tooLarge();
    if (large.length) {
      say("“" + large[0].name + "”超过了 " + form.dataset.upload + " MB，没有上传。请换小一些的文件再选。");
      input.focus();
      return undefined;
    }
    return send(event.submitter);
  });
})();
