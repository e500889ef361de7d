/* The colours of the style sheet and the words of numbers, for charts. */

export function tokens(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    /* On the wall everything drawn grows with the letters around it. */
    k: element.closest(".wall") ? parseFloat(style.fontSize) / 12 : 1,
    ink: read("ink"),
    muted: read("muted"),
    line: read("line"),
    edge: read("edge"),
    card: read("card"),
    cinnabar: read("cinnabar"),
    caution: read("caution"),
    none: read("r-none"),
    short: read("short"),
    reached: read("reached"),
    aside: read("aside"),
    steps: [1, 2, 3, 4, 5, 6, 7].map((n) => read(`r${n}`)),
    on: [1, 2, 3, 4, 5, 6, 7].map((n) => read(`on-r${n}`)),
    font: style.fontFamily,
  };
}

/** Half up to one decimal, as the pages print it. */
export function said(value, unit = "") {
  if (value === null || value === undefined) return "—";
  if (unit === "%") return `${(Math.round((Number(value) + Number.EPSILON) * 10) / 10).toFixed(1)}%`;
  return `${Number(value).toLocaleString("en-US")}${unit ? ` ${unit}` : ""}`;
}

/** The exact rate: 57 of 100 is 57, where 0.57 * 100 is a little less and would miss a target of 57. */
export function exact(item) {
  if (item.denominator) return (item.numerator * 100) / item.denominator;
  return item.value === undefined ? null : item.value;
}

/** Steps of a rate: four of sand below the target, three of teal from it on. */
export function scale(target = 85, step = 0) {
  const width = step || (target >= 75 ? 5 : 10);
  const edges = [-3, -2, -1, 0, 1, 2].map((n) => Math.round((target + n * width) * 100) / 100);
  const labels = edges.slice(0, -1).map((edge, n) => `${edge}–${edges[n + 1]}%`);
  return {
    width,
    labels: [`<${edges[0]}%`, ...labels, `≥${edges[5]}%`].map((text, n) => (n === 4 ? `${text}　达标` : text)),
    step: (value) => Math.min(7, Math.max(1, 5 + Math.floor((value - target) / width))),
  };
}

const PEOPLES =
  "蒙古族|回族|藏族|维吾尔族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|塔吉克族|怒族|鄂温克族|德昂族|保安族|裕固族|独龙族|鄂伦春族|赫哲族|门巴族|珞巴族|基诺族|各族";
const AUTONOMOUS = new RegExp(`(蒙古|哈萨克|柯尔克孜|${PEOPLES})*自治[县州旗]$`);

/** 秀山土家族苗族自治县 -> 秀山, 江北区 -> 江北, 忠县 stays. */
export function brief(name) {
  const short = name
    .replace(/(壮族|回族|维吾尔)?自治区$|特别行政区$/, "")
    .replace(AUTONOMOUS, "")
    .replace(/(地区|[省市区县盟])$/, "");
  return short.length > 1 ? short : name;
}
