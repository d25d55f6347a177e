"""Error pages that show settings and rows: in the demo, on one machine, and nowhere else."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from tests.services import environment, manage
from tracker import environment as env
from tracker.web.debugging import ThisMachineOnlyMiddleware

LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


@pytest.mark.parametrize(
    ("wanted", "demo", "hosts", "meant"),
    [
        ("", False, ["duban.example"], False),
        ("0", True, ["duban.example"], False),
        ("1", True, ["localhost"], True),
        ("1", True, ["localhost", "127.0.0.1", "[::1]"], True),
        ("1", False, ["localhost"], None),
        ("1", True, ["localhost", "duban.example"], None),
        ("1", True, [".localhost"], None),
    ],
)
def test_debugging_is_refused_outside_a_demo_of_this_machine(monkeypatch, wanted, demo, hosts, meant):
    monkeypatch.setenv("DUBAN_DEBUG", wanted)
    if meant is None:
        with pytest.raises(ImproperlyConfigured, match=r"环境变量 DUBAN_DEBUG .*DUBAN_DEMO=1"):
            env.debug("DUBAN_DEBUG", demo=demo, hosts=hosts)
    else:
        assert env.debug("DUBAN_DEBUG", demo=demo, hosts=hosts) is meant


@pytest.mark.parametrize(
    ("came", "status"),
    [
        (LOCAL, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.7"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
        (LOCAL | {"HTTP_X_FORWARDED_FOR": "10.0.0.7"}, 403),
        (LOCAL | {"HTTP_FORWARDED": "for=10.0.0.7"}, 403),
    ],
)
def test_only_this_machine_is_answered(came, status):
    answer = ThisMachineOnlyMiddleware(lambda request: HttpResponse("a page"))
    assert answer(RequestFactory().get("/", **came)).status_code == status


@pytest.mark.parametrize(("more", "said"), [({"DUBAN_DEBUG": "1"}, ("True", True)), ({}, ("False", False))])
def test_the_guard_stands_first_whenever_debugging_is_on(tmp_path, more, said):
    look = "from django.conf import settings as s; print(s.DEBUG, 'ThisMachineOnly' in s.MIDDLEWARE[0])"
    done = manage("shell", "--no-imports", "-c", look, env=environment(var=tmp_path, DUBAN_DEMO="1", **more))
    assert done.stdout.split() == [str(each) for each in said]
