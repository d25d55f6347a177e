"""The fonts that official papers are set in (GB/T 9704-2012), by the names they have in Word."""

FANGSONG = "仿宋_GB2312"
KAITI = "楷体_GB2312"
HEITI = "黑体"
SONGTI = "宋体"
XIAOBIAOSONG = "方正小标宋简体"
