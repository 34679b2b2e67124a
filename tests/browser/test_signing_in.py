"""Signing in by more than a password, where a setting asks for it: an app's codes, a key, recovery codes, the house's
own sign-in; each by clicking, under our policy."""

from __future__ import annotations

import re
import time

import pytest

from .browse import browsing
from .conftest import missing
from .measures import WCAG
from .site import PASSWORD
from .test_desk import faults_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def provider():
    try:
        from .provider import Provider
    except ImportError as error:
        missing(f"signing in by more than a password needs {error.name} (requirements/accounts.txt)")
    with Provider() as found:
        yield found


@pytest.fixture(scope="module")
def door(prepared, provider, tmp_path_factory):
    """A desk with a second factor and single sign-on, for this module to change."""
    site = prepared.copy(tmp_path_factory.mktemp("door"))
    site.env |= {
        "SECOND_FACTOR": "yes", "OIDC_ISSUER": provider.origin, "OIDC_CLIENT_ID": "desk",
        "OIDC_CLIENT_SECRET": "a-secret-of-the-desk", "OIDC_NAME": "The Daily Test",
        # Under the address of a name: browsers keep keys for no number.
        "ALLOWED_HOSTS": "localhost,127.0.0.1", "SITE_URL": site.origin.replace("127.0.0.1", "localhost"),
    }  # fmt: skip
    site.origin = site.env["SITE_URL"]
    (site.folder / "static").unlink()  # a link to what others serve
    site.manage("prepare")
    site.run("addresses")
    site.start()
    yield site
    site.stop()


def sign_in(page, name, password=PASSWORD):
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def at_the_desk(page):
    page.get_by_role("button", name="Log out").wait_for()
    return True


def leave(page):
    page.get_by_role("button", name="Log out").click()


def code(secret, ahead=0):
    """RFC 6238, as an app makes it; apart from the library that checks it."""
    import base64
    import hashlib
    import hmac
    import struct

    counter = struct.pack(">Q", int(time.time()) // 30 + ahead)
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def to_add(page, kind):
    """To the page that adds a factor, by way of the password, which is asked for once more."""
    page.goto(f"/admin/second-factor/{kind}/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(f"**/{kind}/")


def test_a_password_alone_is_enough_until_a_factor_is_added(chromium, door):
    with browsing(chromium, door) as page:
        page.goto("/admin/")
        assert not faults_of(page, WCAG)
        sign_in(page, "reporter")
        assert at_the_desk(page)
        page.get_by_role("link", name="Your account").click()
        page.get_by_role("link", name="Your second factor").click()
        assert not faults_of(page, WCAG)


def test_an_app_and_its_recovery_codes(chromium, door):
    with browsing(chromium, door) as page:
        sign_in(page, "editor")
        at_the_desk(page)
        to_add(page, "totp/activate")
        assert page.locator("img.desk-code").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        assert not faults_of(page, WCAG)
        secret = page.locator("code").inner_text()
        page.get_by_label("code").fill(code(secret))
        page.get_by_role("button", name="Use it").click()
        recovery = re.findall(r"\b[0-9a-f]{8}\b", page.locator("textarea").input_value())
        assert len(recovery) == 10
        page.goto("/admin/")
        leave(page)
        sign_in(page, "editor")
        assert not faults_of(page, WCAG)
        page.get_by_label("code").fill("000000")
        page.get_by_role("button", name="Sign In", exact=True).click()
        page.get_by_text("Incorrect code.").wait_for()
        page.goto("/admin/explainer/story/")
        assert page.get_by_role("button", name="Log out").count() == 0
        page.goto("/admin/second-factor/authenticate/")
        page.get_by_label("code").fill(code(secret, 1))
        page.get_by_role("button", name="Sign In", exact=True).click()
        at_the_desk(page)
        leave(page)
        for used, lets_in in ((recovery[0], True), (recovery[0], False)):
            sign_in(page, "editor")
            page.get_by_label("code").fill(used)
            page.get_by_role("button", name="Sign In", exact=True).click()
            if lets_in:
                at_the_desk(page)
                leave(page)
        page.get_by_text("Incorrect code.").wait_for()


def test_no_way_leads_round_the_second_factor(chromium, door):
    """Django's own page of signing in, and the pages of a preview, lead to the same door."""
    with browsing(chromium, door) as page:
        for address in ("/admin/login/", "/admin/login/?next=/admin/", "/preview/gaza-ceasefire/"):
            page.goto(address)
            assert "/admin/sign-in/" in page.url
        answer = page.request.post(
            f"{door.origin}/admin/login/", form={"username": "editor", "password": PASSWORD}, max_redirects=0
        )
        assert answer.status in (302, 403)
        page.goto("/admin/explainer/story/")
        assert "/admin/sign-in/" in page.url


def test_a_security_key(chromium, door):
    with browsing(chromium, door) as page:
        keys = page.context.new_cdp_session(page)
        keys.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }  # fmt: skip
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        sign_in(page, "reporter")
        at_the_desk(page)
        to_add(page, "webauthn/add")
        page.get_by_label("Name").fill("The blue one")
        page.get_by_role("button", name="Add").click()
        page.get_by_role("heading", name="Recovery Codes").wait_for()
        page.goto("/admin/")
        leave(page)
        sign_in(page, "reporter")
        page.get_by_role("button", name="Use a security key").click()
        assert at_the_desk(page)


def test_an_administrator_takes_a_lost_factor_away_and_the_trail_says_so(chromium, door):
    with browsing(chromium, door) as page:
        sign_in(page, "administrator")
        at_the_desk(page)
        page.goto("/admin/auth/user/?q=reporter")
        page.locator("#result_list").get_by_role("link", name="reporter").click()
        page.get_by_role("button", name="Take away the second factor").click()
        page.get_by_text("the password alone lets them in").wait_for()
        page.goto("/admin/admin/logentry/")
        assert "Took away the second factor of reporter" in page.locator("#content").inner_text()
        assert "Second factor added: a security key" in page.locator("#content").inner_text()
        leave(page)
        sign_in(page, "reporter")
        assert at_the_desk(page)


@pytest.mark.parametrize(
    ("says", "lets_in"),
    [
        ({"sub": "1", "email": "administrator@example.org", "email_verified": True}, True),
        ({"sub": "2", "email": "editor@example.org", "email_verified": False}, False),
        ({"sub": "3", "email": "stranger@example.org", "email_verified": True}, False),
        ({"sub": "4"}, False),
    ],
)
def test_the_sign_in_of_the_house_lets_in_who_is_known_by_a_verified_address(chromium, door, provider, says, lets_in):
    provider.says = says
    with browsing(chromium, door) as page:
        page.goto("/admin/")
        page.get_by_role("link", name="The Daily Test").click()
        page.wait_for_url("**/admin/**")
        asked = next(each for each in provider.asked if "code_challenge" in each)
        assert asked["code_challenge_method"] == ["S256"]
        page.goto("/admin/")
        assert bool(page.get_by_role("button", name="Log out").count()) == lets_in
        page.requests.clear()  # some of them went to the provider


def told(door, what):
    return door.manage("shell", "--no-imports", "--command", what)


def test_the_trail_has_every_way_in(door):
    trail = "print([entry.get_change_message() for entry in LogEntry.objects.all()])"
    said = told(door, f"from django.contrib.admin.models import LogEntry; {trail}")
    assert "Signed in from 127.0.0.1" in said
    assert "Second factor added: an authenticator app" in said


def test_secrets_lie_encrypted(door):
    said = told(door, "from allauth.mfa.models import Authenticator as A; print([a.data for a in A.objects.all()])")
    assert "'secret': 'gAAAA" in said
