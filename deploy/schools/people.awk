# Chance, dates, names and student numbers. Chance is a generator of our own, exact in doubles, so
# that every awk gives the same people; mawk's strings are bytes, so Chinese is only ever split.

function stream(number) {
  chance_state = 20260305 + number * 7919
  draw(2); draw(2)
}

# A whole number from 0 to n - 1 (the minimal standard generator of Park and Miller).
function draw(n) {
  chance_state = (chance_state * 16807) % 2147483647
  return chance_state % n
}

function percent(share) {
  return draw(100) < share
}

function two(n) {
  return n < 10 ? "0" n : "" n
}

# The day that lies `days` after the 2nd of September of `year`, as YYYYMMDD.
function after_september(year, days,    month, day, length_of) {
  month = 9
  day = 2 + days
  while (day > (length_of = month_length(year, month))) {
    day -= length_of
    if (++month > 12) {
      month = 1
      year++
    }
  }
  return year two(month) two(day)
}

function month_length(year, month) {
  if (month == 2)
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
}

# GB 11643: weights and remainder table of ISO 7064 MOD 11-2.
function check_digit(digits,    weight, i, sum) {
  split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", weight, " ")
  for (i = 1; i <= 17; i++)
    sum += weight[i] * substr(digits, i, 1)
  return substr("10X98765432", sum % 11 + 1, 1)
}

# G, area, birth date, a sequence that is odd for men, check digit. Never the same one twice.
function student_number(area, born, sex,    digits) {
  do
    digits = area born sprintf("%03d", 2 * draw(499) + (sex == "M" ? 1 : 2))
  while (digits in number_taken)
  number_taken[digits] = 1
  return "G" digits check_digit(digits)
}

function prepare_names() {
  surnames = split("李 李 李 王 王 王 张 张 张 刘 刘 陈 陈 杨 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 " \
    "郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 " \
    "阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 侯 " \
    "邵 孟 龙 万 段 单 仇 解 欧阳 司马 上官", surname, " ")
  men = split("伟 强 磊 军 洋 勇 杰 涛 明 超 浩 宇 轩 博 文 泽 子 天 俊 嘉 志 建 国 海 思 远 鹏 飞 晨 " \
    "睿 辰 逸 凡 航 铭 哲 恒 松 岩 峰 毅 𬱖", man, " ")
  women = split("芳 娜 敏 静 丽 艳 娟 霞 秀 玲 桂 雪 梅 欣 怡 雨 涵 诗 梦 佳 雅 婷 颖 慧 琳 晓 思 语 " \
    "彤 瑶 萱 淑 兰 燕 洁 莹 倩 宁 悦 可 心 𬭎", woman, " ")
  others_m = split("买买提·艾力 扎西·多吉 艾尔肯·吐尔逊 巴特尔·苏和", other_m, " ")
  others_f = split("阿依努尔·买买提 卓玛·央金 古丽娜尔·艾力 其其格·乌云", other_f, " ")
}

function person_name(sex) {
  if (draw(150) == 0)
    return sex == "M" ? other_m[1 + draw(others_m)] : other_f[1 + draw(others_f)]
  return surname[1 + draw(surnames)] given_name(sex) (percent(70) ? given_name(sex) : "")
}

function given_name(sex) {
  return sex == "M" ? man[1 + draw(men)] : woman[1 + draw(women)]
}

# `count` of the ten after-class lessons of a week, in order: Mon8;Wed9.
function free_slots(count,    day, left, i, text) {
  split("Mon Tue Wed Thu Fri", day, " ")
  for (i = 0; i < 10; i++) {
    left = 10 - i
    if (draw(left) < count) {
      text = text (text == "" ? "" : ";") day[int(i / 2) + 1] (8 + i % 2)
      count--
    }
  }
  return text
}

function five_traits(    i, text) {
  for (i = 1; i <= 5; i++)
    text = text (i > 1 ? "/" : "") (20 + draw(71))
  return text
}
