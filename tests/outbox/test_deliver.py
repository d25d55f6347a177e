"""Letters over a real SMTP connection: what arrives, what waits, what is given up, and what the rows say."""

import email.policy
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes

import pytest
from django.test import override_settings
from django.utils import timezone

from tests import factories
from tests.factories import TODAY
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.models import (
    Follow,
    Letter,
    LetterState,
    MailPause,
    Mute,
    Notice,
    Obligation,
    Passage,
    PassageKind,
    Verb,
)
from tracker.outbox.compose import compose
from tracker.outbox.deliver import DeliveryReport, deliver

DUE = date(2025, 12, 10)
MORNING = datetime(2025, 12, 3, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def owed(cast, ladder, code="remind-5", unit=None, due_on=DUE, **fields):
    obligation = factories.obligation(unit=unit or cast.bureau, due_on=due_on, office=cast.office, **fields)
    return factories.notice(obligation=obligation, rung=ladder[code])


def many(cast, ladder, count):
    """As many units with one liaison and one notice each."""
    for _ in range(count):
        unit = factories.unit(parent=cast.city)
        factories.person(unit=unit)
        owed(cast, ladder, unit=unit)


def later():
    """Time passes for letters that wait for a retry, and for a queue that waits for its server."""
    Letter.objects.update(retry_at=None)
    MailPause.objects.update(until_at=timezone.now())


# --- What arrives ----------------------------------------------------------------------------------
def test_a_digest_arrives_and_everything_is_recorded(cast, ladder, mail, send):
    notice = owed(cast, ladder)
    assert send() == DeliveryReport(sent=1)
    (arrived,) = mail.mails
    assert arrived.recipients == (cast.liaison.email,)
    letter, notice = Letter.objects.get(), Notice.objects.get(pk=notice.pk)
    assert arrived.message_id == letter.message_id
    assert (letter.state, letter.sent_on, letter.lease) == (LetterState.SENT, TODAY, None)
    assert letter.answer.startswith("250 2.0.0 OK kept")
    assert (notice.state, notice.sent_on) == ("sent", TODAY)


def test_sending_again_sends_nothing(cast, ladder, mail, send):
    owed(cast, ladder)
    send()
    assert send() == DeliveryReport()
    assert len(mail.mails) == 1


def test_a_row_of_a_table_is_named_but_its_cells_are_not_quoted(cast, ladder, mail, send):
    passage = factories.passage(text="7　数字监管　推行“一网通办”　市政务局　推断", address="表1/行8")
    Passage.objects.filter(pk=passage.pk).update(kind=PassageKind.ROW)
    wanted = {"title": "推行“一网通办”", "requirement": "全面推行“一网通办”。"}
    owed(cast, ladder, task=factories.task(office=cast.office, passage=passage, **wanted))
    send()
    (arrived,) = mail.mails
    page = arrived.message.get_body(("html",)).get_content()
    for text in (arrived.text, page):
        assert "市政务局　推断" not in text
        assert "全面推行“一网通办”。" in text and "《2024年法治政府建设情况的报告》表1第8行" in text


def test_the_mail_says_what_when_why_and_where(cast, ladder, mail, send):
    passage = factories.passage(text="年底前完成存量文件清理。", address="四/(二)/句2")
    task = factories.task(office=cast.office, title="清理存量文件", number="12", passage=passage)
    owed(cast, ladder, task=task)
    send()
    (arrived,) = mail.mails
    page = arrived.message.get_body(("html",)).get_content()
    for words in (
        "12. 清理存量文件",
        "年底前完成存量文件清理。",
        "《2024年法治政府建设情况的报告》第四部分（二）第2句",
        "2025年12月10日",
        "原文",
        "原文写明12月10日，日期不顺延",
        "重点工作指引、提醒和督办工作制度",
        "请在12月10日前办结",
        f"/t/{task.pk}/",
    ):
        assert words in arrived.text and words in page
    assert "1项待办" in arrived.subject


def test_the_headers_are_those_of_an_automatic_letter(cast, ladder, mail, send):
    owed(cast, ladder)
    send()
    message = mail.mails[0].message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Precedence"] == "bulk"
    assert str(message["To"]) == f"吴芳 <{cast.liaison.email}>"
    assert message["Date"].datetime.utcoffset() == timedelta(hours=8)
    assert message["Message-ID"].endswith("@duban.example>")


def test_the_worst_comes_first(cast, ladder, mail, send):
    for title, due_on in (("后日", DUE), ("久拖", date(2025, 6, 1)), ("刚过", date(2025, 12, 1))):
        owed(cast, ladder, task=factories.task(office=cast.office, title=title), due_on=due_on)
    send()
    text = mail.mails[0].text
    assert text.index("久拖") < text.index("刚过") < text.index("后日")
    assert "本次催办2项；目前共2项逾期、1项待办" in mail.mails[0].subject
    assert "已逾期185天" in text


def test_names_and_titles_cannot_break_out_of_a_header(cast, ladder, mail, send):
    cast.liaison.name = "吴芳\r\nBcc: all@example.com"
    cast.liaison.save()
    owed(cast, ladder, task=factories.task(office=cast.office, title="甲\r\nX-Evil: 1\r\n\r\n乙<b>"))
    send()
    (arrived,) = mail.mails
    assert arrived.recipients == (cast.liaison.email,)
    assert arrived.message["Bcc"] is None and arrived.message["X-Evil"] is None
    assert "<b>" not in arrived.message.get_body(("html",)).get_content()


def test_the_substitute_reads_for_whom(cast, ladder, mail, send):
    deputy = factories.person(name="林涛")
    factories.absence(person=cast.liaison, substitute=deputy)
    owed(cast, ladder)
    send()
    (arrived,) = mail.mails
    assert arrived.recipients == (deputy.email,)
    assert "代吴芳收" in arrived.text


def test_a_digest_of_news_alone_says_so(cast, mail, send):
    task = factories.task(office=cast.office, title="清理存量文件")
    Follow.objects.create(person=cast.leader, task=task)
    with chronicle():
        tell(
            Verb.TASK_SUSPENDED,
            by=Actor.of(cast.officer, TODAY - timedelta(days=1)),
            task=task,
            note="等待上级文件",
        )
    send()
    (arrived,) = mail.mails
    assert arrived.subject == "【督办】您关注的任务有1条新动态：清理存量文件"
    assert "您关注的任务有1条新动态。" in arrived.text and "申请延期" not in arrived.text


def test_an_alert_groups_what_is_blocked_by_reason(cast, mail, send):
    for title, reason in (("任务甲", "草稿待签发。"), ("任务乙", "没有邮箱。"), ("任务丙", "草稿待签发。")):
        task = factories.task(office=cast.office, title=title)
        one = factories.obligation(unit=cast.bureau, task=task, due_on=TODAY - timedelta(days=5))
        Obligation.objects.filter(pk=one.pk).update(
            blocked_since_on=TODAY, blocked_reason=reason, alerted_on=TODAY, alerts=1
        )
    send()
    (arrived,) = mail.mails
    assert "【2项】草稿待签发。" in arrived.text and "【1项】没有邮箱。" in arrived.text
    assert arrived.text.count("草稿待签发。") == 1
    assert "【2项】草稿待签发。" in arrived.message.get_body(("html",)).get_content()


def test_guidance_lists_all_tasks_of_the_unit(cast, ladder, mail, send):
    task_list = factories.task_list(office=cast.office, name="四十二项清单", guidance="每项须有文号。")
    titles = [f"任务甲{i}" for i in range(3)]
    for title in titles:
        task = factories.task(task_list=task_list, title=title)
        factories.assign(task=task, unit=cast.bureau)
    other = factories.task(task_list=task_list, title="别人的任务")
    factories.assign(task=other, unit=cast.college)
    obligation = factories.sign_for(unit=cast.bureau, task_list=task_list, due_on=date(2025, 12, 8))
    factories.notice(obligation=obligation, rung=ladder["guidance"])
    send()
    (arrived,) = mail.mails
    assert "1份工作指引" in arrived.subject and "每项须有文号。" in arrived.text
    assert all(title in arrived.text for title in titles) and "别人的任务" not in arrived.text
    assert "3个工作日，自12月3日下达次日起算" in arrived.text


# --- Still owed? -----------------------------------------------------------------------------------
def test_what_was_answered_since_is_left_out(cast, ladder, mail, send):
    done = owed(cast, ladder, task=factories.task(office=cast.office, title="已报送的"))
    owed(cast, ladder, task=factories.task(office=cast.office, title="没报送的"))
    compose(today=TODAY)
    Obligation.objects.filter(pk=done.obligation_id).update(state="submitted")
    deliver(today=TODAY)
    assert "没报送的" in mail.mails[0].text and "已报送的" not in mail.mails[0].text
    done.refresh_from_db()
    assert (done.state, done.carried_by.count()) == ("owed", 0)


def test_a_letter_with_nothing_left_to_say_is_dropped(cast, ladder, mail):
    notice = owed(cast, ladder)
    compose(today=TODAY)
    Obligation.objects.filter(pk=notice.obligation_id).update(round=2)
    assert deliver(today=TODAY) == DeliveryReport(dropped=1)
    assert Letter.objects.get().state == LetterState.DROPPED and not mail.mails


def test_what_is_muted_meanwhile_is_told_another_day(cast, ladder, mail, send):
    notice = owed(cast, ladder)
    compose(today=TODAY)
    Mute.objects.create(
        obligation=notice.obligation, reason="机构改革", from_on=TODAY, until_on=TODAY, approved_by=cast.head
    )
    assert deliver(today=TODAY) == DeliveryReport(dropped=1)
    assert send(today=TODAY + timedelta(days=1)) == DeliveryReport(sent=1)


def test_a_notice_told_to_one_person_is_still_told_to_the_other(cast, ladder, mail, send):
    owed(cast, ladder, code="urge")
    assert send() == DeliveryReport(sent=2)


# --- When ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hour", "sent"), [(7, 0), (8, 1), (17, 1), (18, 0), (23, 0)], ids=lambda value: str(value)
)
def test_reminders_leave_within_the_window_only(cast, ladder, mail, send, hour, sent):
    owed(cast, ladder)
    with override_settings(SEND_WINDOW="08:00-18:00"):
        assert send(now=MORNING + timedelta(hours=hour - 9)).sent == sent


def test_no_reminder_leaves_on_a_rest_day(cast, ladder, mail):
    saturday = date(2025, 12, 6)
    owed(cast, ladder)
    compose(today=date(2025, 12, 5))
    assert deliver(today=saturday) == DeliveryReport()
    assert deliver(today=date(2025, 12, 8)).sent == 1


def test_a_person_who_asks_for_it_sends_at_any_hour(cast, ladder, mail):
    owed(cast, ladder)
    compose(today=TODAY)
    with override_settings(SEND_WINDOW="08:00-18:00"):
        assert deliver(today=TODAY, now=MORNING - timedelta(hours=4), at_any_hour=True).sent == 1


def test_the_digest_of_another_day_waits(cast, ladder, mail, send):
    owed(cast, ladder)
    send()
    owed(cast, ladder)
    assert send() == DeliveryReport()
    assert send(today=TODAY + timedelta(days=1)) == DeliveryReport(sent=1)


# --- Files -----------------------------------------------------------------------------------------
def test_without_a_mail_server_letters_become_files(cast, ladder, send, tmp_path):
    owed(cast, ladder)
    with override_settings(EMAIL_URL="", MAIL_DIR=tmp_path / "mail", SEND_WINDOW="00:00-24:00"):
        assert send() == DeliveryReport(sent=1)
    (path,) = (tmp_path / "mail").iterdir()
    message = message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["Message-ID"] == Letter.objects.get().message_id
    assert path.name == f"{message['Message-ID'].strip('<>').partition('@')[0]}.eml"


def test_a_demo_never_talks_to_a_mail_server(cast, ladder, mail, send, tmp_path):
    owed(cast, ladder)
    with override_settings(DEMO=True, MAIL_DIR=tmp_path):
        send()
    assert not mail.mails and len(list(tmp_path.iterdir())) == 1


def test_a_full_disk_puts_letters_off_and_leaves_no_half_file(cast, ladder, send, tmp_path, monkeypatch):
    owed(cast, ladder)

    def full(handle):
        raise OSError(28, "No space left on device")

    with override_settings(EMAIL_URL="", MAIL_DIR=tmp_path, SEND_WINDOW="00:00-24:00"):
        with monkeypatch.context() as patched:
            patched.setattr("os.fsync", full)
            assert send() == DeliveryReport(retried=1)
        assert "No space left" in Letter.objects.get().answer and not list(tmp_path.iterdir())
        later()
        assert send() == DeliveryReport(sent=1)


def test_the_number_of_queries_follows_the_letters_not_the_notices(
    cast, ladder, mail, django_assert_max_num_queries
):
    for _ in range(30):
        owed(cast, ladder)
    compose(today=TODAY)
    with django_assert_max_num_queries(36):  # two of them read what else is overdue
        assert deliver(today=TODAY).sent == 1


def test_unsigned_letters_are_one_pile_of_the_alert(cast, ladder, mail):
    """A quarter's end can bring dozens: the officer reads how many and since when, not each of them."""
    for number in range(12):
        owed = factories.obligation(unit=cast.bureau, due_on=TODAY, office=cast.office)
        draft = factories.dispatch(office=cast.office, units=(cast.bureau,), title=f"第{number}件督办单")
        factories.notice(obligation=owed, rung=ladder["order"], dispatch=draft)
        Obligation.objects.filter(pk=owed.pk).update(
            blocked_since_on=TODAY - timedelta(days=7),
            blocked_reason="草稿待签发",
            alerted_on=TODAY,
            alerts=1,
        )
    other = factories.obligation(unit=cast.college, due_on=TODAY, office=cast.office)
    Obligation.objects.filter(pk=other.pk).update(
        blocked_since_on=TODAY, blocked_reason="没有可收信的联络员", alerted_on=TODAY, alerts=1
    )
    compose(today=TODAY)
    deliver(today=TODAY, at_any_hour=True)
    (alert,) = mail.mails
    assert alert.subject.endswith("【受阻告警】12件函件待签发，1项督办函件发不出去")
    assert "待办主任签发的函件（12件，最早的自11月26日起待发）" in alert.text
    assert "/dispatches/?state=draft" in alert.text
    assert "函件受阻的事项（1项）" in alert.text and "市教体局" in alert.text
    assert "草稿待签发" not in alert.text
