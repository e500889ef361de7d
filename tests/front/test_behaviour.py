"""What the scripts add to pages that work without them."""

import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, opened
from tests.front import gallery


def test_everything_is_there_without_scripts(browser, site):
    window = opened(browser, DESKTOP, java_script_enabled=False)
    window.goto(site.url)
    assert window.locator("#map .chart-table").is_visible()
    assert window.locator("#map .chart-table a").count() == 38
    assert not window.locator("#map .chart-stage").is_visible()
    assert window.get_by_label("统一社会信用代码").is_visible()
    assert window.locator("input[name=region]").nth(1).is_visible()
    window.get_by_text("展开全部条件").click()
    assert window.get_by_label("成立不早于").is_visible()
    window.context.close()


def test_ten_fast_clicks_make_one_record(page, site):
    page.goto(f"{site.url}blank/")
    page.get_by_label("名称").fill("星辰")
    page.evaluate(
        "for (let n = 0; n < 10; n++) document.querySelector('form.form button.primary').click()"
    )
    expect(page.locator("body")).to_have_text("已保存")
    assert len(site.posts) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("５２５００１１２ＭＪＰ０００００１Ｘ", "52500112MJP000001X"),
        (" 52500112 MJP000001X　", "52500112MJP000001X"),
        ("52500112-MJP000001X", "52500112-MJP000001X"),
    ],
)
def test_codes_are_read_whatever_the_keyboard(page, site, typed, kept):
    page.goto(f"{site.url}blank/")
    field = page.get_by_label("统一社会信用代码")
    field.fill(typed)
    field.blur()
    assert field.input_value() == kept


def test_names_keep_their_rare_characters(page, site):
    page.goto(f"{site.url}blank/")
    field = page.get_by_label("名称")
    for name in ("䶮𠮷协会", "阿依古丽·买买提工作室"):
        field.fill(name)
        field.blur()
        assert field.input_value() == name


def test_a_draft_outlives_the_page_and_can_be_refused(page, site):
    page.goto(f"{site.url}blank/")
    page.get_by_label("名称").fill("没有交的")
    page.wait_for_timeout(600)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{site.url}blank/")
    page.get_by_role("button", name="恢复填写").click()
    assert page.get_by_label("名称").input_value() == "没有交的"
    page.goto(f"{site.url}blank/")
    page.get_by_role("button", name="不要了").click()
    page.goto(f"{site.url}blank/")
    assert page.get_by_role("button", name="恢复填写").count() == 0


def test_errors_take_the_focus_and_lead_to_their_fields(page, site):
    page.goto(site.url)
    expect(page).to_have_title("错误：组件一览 · 工会联系社会组织")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="从业人数：输入整数。").click()
    expect(page.locator("#id_staff")).to_be_focused()
    page.get_by_role("link", name="类型：").click()
    expect(page.get_by_label("社会团体")).to_be_focused()


def test_regions_are_chosen_step_by_step(page, site):
    page.goto(f"{site.url}blank/")
    page.get_by_label("住所：省").select_option("重庆市")
    page.get_by_label("住所：市").select_option("市辖区")
    page.get_by_label("住所：区县").select_option("渝北区")
    assert page.locator("input[name=region]").input_value() == "500112"
    page.get_by_label("住所：省").select_option("江苏省")
    assert page.get_by_label("住所：市").count() == 0
    assert page.locator("input[name=region]").input_value() == "32"


def test_a_batch_says_how_many_it_means(page, site):
    page.goto(site.url)
    scope = page.locator("[data-batch-count]")
    act = page.get_by_role("button", name="评估建会条件")
    assert act.is_disabled()
    page.locator("[data-tick]").nth(0).check()
    page.locator("[data-tick]").nth(2).click(modifiers=["Shift"])
    expect(scope).to_have_text("已选 3 条")
    page.locator("[data-tick-all]").check()
    expect(scope).to_have_text("已选 10 条")
    page.locator("[data-batch-all]").check()
    expect(scope).to_have_text("已全选 1,234 条（包括其他页）")
    assert act.is_enabled()


def test_a_chart_is_also_a_table_and_a_shape_a_door(page, site):
    page.goto(site.url)
    chart = page.locator("#map.drawn")
    chart.get_by_role("button", name="看表格").click()
    row = chart.get_by_role("row", name="渝北区")
    assert row.is_visible()
    chart.get_by_role("button", name="看图形").click()
    assert not row.is_visible()
    canvas = chart.locator(".chart-canvas")
    page.wait_for_timeout(600)
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.79, box["y"] + box["height"] * 0.18)  # 巫溪
    page.wait_for_url("**/?federation=*")


def test_open_pages_follow_what_happens(page, site):
    page.goto(site.url)
    page.locator("#map.drawn").wait_for()
    assert site.listening.wait(5)
    page.evaluate("document.querySelector('#trend canvas').dataset.same = 'yes'")
    gallery.FIGURE.update(numerator=13502)
    try:
        site.event.set()
        expect(page.locator("#figures")).to_contain_text("13,502 / 15,705 家", timeout=2000)
        expect(page.locator("#trend .chart-table tr").last).to_contain_text("86.0%")
        assert page.locator("#trend.drawn canvas[data-same=yes]").count() == 1
        assert page.locator("#map.drawn canvas").count() == 1
        expect(page.locator("[data-updated]")).to_contain_text("更新于")
    finally:
        gallery.FIGURE.update(numerator=13302)


def test_a_lost_line_is_said_and_mended(page, site):
    page.complaints.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    page.goto(site.url)
    assert site.listening.wait(5)
    page.context.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible()
    site.listening.clear()
    page.context.set_offline(False)
    assert site.listening.wait(10)
    expect(page.locator("[data-offline]")).to_be_hidden()


def test_on_paper_there_are_no_menus_and_no_cut_columns(page, site):
    page.goto(site.url)
    page.locator("#map.drawn").wait_for()
    page.emulate_media(media="print")
    assert not page.locator(".bar").is_visible()
    assert not page.locator(".filters").is_visible()
    assert page.pdf(format="A4")


def test_columns_are_chosen_once(page, site):
    page.goto(site.url)
    page.get_by_text("列与行高").click()
    page.locator(".columns").get_by_label("类型").uncheck()
    assert not page.get_by_role("columnheader", name="类型").is_visible()
    page.goto(site.url)
    assert not page.get_by_role("columnheader", name="类型").is_visible()
    assert page.get_by_role("columnheader", name="建会状态").is_visible()
