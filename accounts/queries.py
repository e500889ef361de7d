"""Reads that span models."""

BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("Firefox", "Firefox 浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)
SYSTEMS = (
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "平板电脑"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


def browser_of(agent):
    """A browser's long name in words a person knows."""
    browser = next((label for sign, label in BROWSERS if sign in agent), "其他浏览器")
    system = next((label for sign, label in SYSTEMS if sign in agent), "")
    return f"{system} · {browser}" if system else browser
