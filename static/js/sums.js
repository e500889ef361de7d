/* <form data-sum="54">: the sum of its numbers beside them, and how much it still lacks. */
for (const form of document.querySelectorAll("form[data-sum]")) {
  const wanted = Number(form.dataset.sum);
  const total = form.querySelector("[data-total]");
  const short = form.querySelector("[data-short]");
  const add = () => {
    const sum = [...form.querySelectorAll('input[type="number"]')].reduce((n, input) => n + (Number(input.value) || 0), 0);
    total.textContent = sum.toLocaleString("zh-CN");
    short.textContent = sum < wanted ? `还差 ${(wanted - sum).toLocaleString("zh-CN")} 家` : "";
  };
  form.addEventListener("input", add);
  add();
}
