// Owns the page's words, Chinese and English side by side. Never a figure.
const pairs = {
  title_district: ["师生结对帮扶 · 全区数据看板", "Mentoring dashboard · District"],
  title_campus: ["师生结对帮扶 · 学校数据看板", "Mentoring dashboard · Campus"],
  skip: ["跳到正文", "Skip to the figures"],
  controls: ["页面设置", "Page settings"],
  sections: ["本页内容", "On this page"],
  other_language: ["English", "中文"],
  theme: ["外观", "Appearance"],
  theme_auto: ["跟随系统", "System"],
  theme_light: ["浅色", "Light"],
  theme_dark: ["深色", "Dark"],
  print: ["打印", "Print"],
  as_of: ["统计日期", "As of"],
  plan: ["计划", "Plan"],
  plan_version: ["{year} 年，第 {version} 版", "{year}, version {version}"],
  computed_at: ["计算时间", "Computed at"],
  campuses: ["学校", "Campuses"],
  campus: ["学校", "Campus"],
  compared_with: ["对比年度", "Compared with"],
  anchors: ["政策依据", "Policy basis"],
  district_sum: ["全区", "District"],
  none: ["无", "none"],
  no_data: ["暂无数据", "No figures yet"],

  at_a_glance: ["总览", "At a glance"],
  students: ["在籍学生", "Students on roll"],
  needs: ["需求", "Needs"],
  in_need: ["需帮扶学生", "Students in need"],
  covered: ["已覆盖学生", "Covered students"],
  coverage: ["覆盖率", "Coverage"],
  waiting: ["待结对需求", "Needs waiting"],
  mentors: ["合格导师", "Qualified mentors"],
  free_places: ["空余名额", "Free places"],
  records: ["帮扶记录", "Records"],
  of_students: ["占在籍 {percent}", "{percent} of roll"],
  of_in_need: ["占需帮扶 {percent}", "{percent} of those in need"],

  targets: ["目标达成", "Targets"],
  targets_lead: [
    "计划目标 S13–S19 与当前值。条形为当前值，竖线为目标，菱形为上年。",
    "The plan's targets S13–S19 and where they stand. The bar is the value, the line the " +
    "target, the diamond last year."],
  value: ["当前值", "Value"],
  target: ["目标", "Target"],
  in_year: ["{year} 年", "{year}"],
  by_campus: ["各校", "Campuses"],
  change: ["变化", "Change"],
  ratio: ["分子 / 分母", "Numerator / denominator"],
  formula: ["计算公式", "Formula"],
  verdict: ["结论", "Verdict"],
  met: ["达标", "Met"],
  not_met: ["未达标", "Not met"],
  running: ["进行中", "Running"],
  not_available: ["无数据", "No figure"],
  points: ["{value} 分", "{value} points"],
  percentage_points: ["{value} 个百分点", "{value} pp"],
  target_by: ["较上年 {value}", "{value} on last year"],

  S13: ["期末学科测试及格率", "Pass rate of final examinations"],
  S14: ["学习动力与方法达标率", "Motivation and method up to standard"],
  S15: ["心理品质优良率", "Psychological traits, good or better"],
  "S15.emotion": ["情绪稳定性", "Emotional stability"],
  "S15.communication": ["人际沟通能力", "Communication"],
  S16: ["心理危机预警事件发生率", "Warning events per students on roll"],
  S17: ["区级及以上竞赛展演参与率", "Contests at district level or above"],
  S18: ["特长学生获奖率", "Talent students with an award"],
  S19: ["满意度与获得感", "Satisfaction and growth"],
  "S19.guidance": ["教师指导满意度", "Guidance satisfaction"],
  "S19.response": ["应答率", "Response rate"],
  "S19.growth": ["自我成长获得感", "Sense of growth"],

  groups: ["分组需求与缺口", "Groups and shortage"],
  group: ["帮扶类别", "Group"],
  academic: ["学业帮扶组", "Academic"],
  psychological: ["心理支持组", "Psychological"],
  talent: ["特长发展组", "Talent"],
  general: ["综合帮扶组", "General"],
  paired: ["已结对", "Paired"],
  gaps: ["各校待结对需求", "Needs waiting, by campus"],
  all_waiting: ["合计", "In all"],
  shortage: ["尚缺导师", "Mentors short"],
  shortage_note: [
    "尚缺导师 = ⌈待结对 ÷ {cap}⌉，按每名导师最多 {cap} 名学生估算，需培养或借调。",
    "Mentors short = ⌈waiting ÷ {cap}⌉, at {cap} students a mentor at most: to be trained " +
    "or borrowed."],

  funnel: ["覆盖过程", "From roll to agreement"],
  funnel_lead: ["每一步占上一步的比例。", "Each step as a share of the one before."],
  of_before: ["占上一步 {share}", "{share} of the above"],

  coverage_section: ["覆盖与缺口", "Coverage and shortage"],
  pairings: ["结对", "Pairings"],

  trend: ["趋势", "Trend"],
  trend_lead: ["按周，截至统计日期。", "By the week, up to the day."],
  trend_label: [
    "{name}：{from} 为 {first}，{until} 为 {last}",
    "{name}: {first} on {from}, {last} on {until}"],
  day: ["日期", "Day"],
  campuses_side: ["各校对比", "Campuses side by side"],
  sort_hint: ["点击表头排序。", "Select a heading to sort."],
  show_figure: ["图中指标", "Figure shown"],
  table: ["数据表", "Table"],
  district_line: ["全区 {value}", "District {value}"],

  compliance: ["职责完成", "Duties met"],
  compliance_lead: [
    "按签署协议与校历计算的应完成与已完成。",
    "What the signed agreements and the calendar require, and what was done."],
  duty: ["职责", "Duty"],
  meeting: ["每周面谈", "Weekly meeting"],
  home_feedback: ["每月家校反馈", "Monthly home feedback"],
  tutoring: ["课后辅导", "Tutoring"],
  tutoring_full_weeks: ["辅导满周", "Full tutoring weeks"],
  heat_months: ["每周面谈：各校逐月累计完成率", "Weekly meetings met, up to each month's end"],
  heat_map: ["各校完成率", "By campus"],
  compliance_sums: ["合计", "In all"],
  percentage: ["完成率", "Share met"],
  evaluation: ["评估完成", "Evaluations filled"],
  required: ["应完成", "Required"],
  done: ["已完成", "Met"],
  overdue: ["逾期", "Overdue"],
  agreements: ["已签协议", "Signed agreements"],
  unsigned: ["未签结对", "Unsigned pairings"],

  load_section: ["导师负荷", "Mentors' load"],
  mentors_by_load: ["按学生数的导师人数", "Mentors by their number of students"],
  load_axis: ["每名导师的学生数", "Students of a mentor"],
  hidden_bars: ["未画出：", "Not drawn:"],
  places: ["名额使用", "Places in use"],
  load_of_places: ["学生 / 名额", "Students / places"],
  load_share: ["使用率", "In use"],

  screening: ["筛查覆盖率", "Screening coverage"],
  screening_section: ["筛查覆盖与预警", "Screening coverage beside warnings"],
  S16_axis: ["预警事件 ÷ 在籍学生 %", "Warning events ÷ students on roll, %"],
  by_level: ["预警事件按级别", "Warning events by level"],
  level_red: ["红色", "Red"],
  level_orange: ["橙色", "Orange"],
  level_yellow: ["黄色", "Yellow"],
  level_blue: ["蓝色", "Blue"],
  campaigns: ["筛查活动", "Screening campaigns"],
  doubtful: [
    "△ 筛查覆盖率与预警发生率都低于全区：预警可能偏少，请先补测。",
    "△ Both screening coverage and warnings are below the district's: some may go unseen, " +
    "screen the others first."],
  screening_lead: [
    "预警少而筛查覆盖低，说明可能漏报；两者要放在一起看。",
    "Few warnings where few were screened may mean that some go unseen: read the two together."],
  screening_coverage: ["筛查覆盖率", "Screening coverage"],
  screened: ["已测", "Screened"],
  expected: ["应测", "Expected"],
  refused: ["不同意", "Refused"],
  withdrawn: ["撤回", "Withdrawn"],
  outside_ages: ["不适龄", "Outside the ages"],
  scale: ["量表", "Scale"],
  dates: ["日期", "Dates"],
  grades: ["年级", "Grades"],
  warnings: ["预警事件", "Warning events"],

  months_section: ["月报报送", "Monthly reports"],
  month_submitted: ["已报", "Submitted"],
  month_draft: ["草稿", "Draft"],
  month_missing: ["未到期", "Not due"],
  month_overdue: ["逾期未报", "Overdue"],
  month_late: ["（迟报）", "(late)"],

  legend: ["说明", "Notes"],
  legend_small: ["“<5”：1 至 4，为保护个人不显示具体数。", "“<5”: 1 to 4, not shown exactly, to protect persons."],
  legend_hidden: ["“*”：为保护另一个数而不显示。", "“*”: not shown, since it would give another away."],
  legend_sums: [
    "全区 = 各校分子之和 ÷ 分母之和，不是百分比的平均。",
    "District = sum of numerators ÷ sum of denominators, never a mean of percentages."],
  legend_exact: ["结论按未舍入的分数比较。", "Verdicts compare the fractions before rounding."],
  legend_aggregates: [
    "本页只含汇总数据，不含个人信息，不连接网络。",
    "This page holds aggregates alone, no person's data, and connects to nothing."],
  made_by: ["结对 Jiedui {version}", "Jiedui {version}"],
};

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
let column = 0;

export const languages = ["zh", "en"];

export function chooseLanguage(name) {
  column = name === "en" ? 1 : 0;
}

export function language() {
  return languages[column];
}

export function has(key) {
  return Object.prototype.hasOwnProperty.call(pairs, key);
}

// The words of a key, {name}s filled in; a key without words is shown as it is.
export function w(key, values) {
  const text = has(key) ? pairs[key][column] : key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values?.[name] ?? "");
}

// The month of an ISO date.
export function month(on) {
  const number = Number(on.slice(5, 7));
  return column === 0 ? `${number}月` : MONTHS[number - 1];
}
