"""The desk's forms for accounts: who works here, in which role, invited how, and signed in where.

It must not offer a right, a superuser's password or a deletion: what somebody did stays under their name.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import admin as _django_registers_its_own  # noqa: F401 -- before ours takes its place
from django.contrib.auth.models import Group, User
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from explainer.desk import accounts
from explainer.desk.traces import log
from explainer.models.accounts import roles

from .typed import ModelAdmin, ModelChoiceField, RowForm


class RoleField(ModelChoiceField[Group]):
    def label_from_instance(self, obj: Group) -> str:
        return obj.name.capitalize()


class AccountForm(RowForm):
    role = RoleField(
        Group.objects.none(),
        required=False,
        empty_label="None: cannot sign in at the desk",
        help_text="Reporters write, editors also publish, administrators also keep the accounts.",
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(role := self.fields.get("role"), RoleField):
            role.queryset = roles()
        if self.instance.pk:
            held = accounts.role_of(self.instance)
            self.initial["role"] = roles().filter(name=held).first()


class AccountAdmin(ModelAdmin[User]):
    form = AccountForm
    list_display = ("username", "name", "role", "email", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    readonly_fields = ("last_login", "date_joined")
    change_form_template = "admin/explainer/account/change_form.html"
    fieldsets = (
        (None, {"fields": ("username", ("first_name", "last_name"), "email", "role")}),
        (
            "Whether it can be used",
            {
                "fields": ("is_active", ("last_login", "date_joined")),
                "description": "An account is switched off, never deleted: what somebody did stays under their name.",
            },
        ),
    )
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """A new account is active and has no dates yet; whoever only looks sees no list to choose from."""
        if obj is None:
            return self.fieldsets[:1]
        if not self.has_change_permission(request, obj):
            fields = ("username", ("first_name", "last_name"), "email", "held")
            return [(None, {"fields": fields}), self.fieldsets[1]]
        return self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        fields = [*super().get_readonly_fields(request, obj), "held"]
        return [*fields, "is_active"] if obj and obj.pk == request.user.pk else fields  # nobody locks themselves out

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return accounts.may_look_after(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.display(description="name")
    def name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="role")
    def role(self, user: User) -> str:
        return "Superuser" if user.is_superuser else accounts.role_of(user).capitalize()

    @admin.display(description="role")
    def held(self, user: User) -> str:
        return self.role(user)

    # Saving.

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        before = accounts.role_of(obj) if change else ""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        role = form.cleaned_data.get("role")
        if obj.pk == request.user.pk and not request.user.is_superuser:
            role = roles().filter(name=before).first()  # nobody raises or locks out themselves
        accounts.give_role(obj, role)
        after = role.name if role else ""
        if before != after:
            log(obj, request.user, f"Role: {before or 'none'} to {after or 'none'}")
        if change and ("is_active" in form.changed_data or before != after):
            accounts.end_sessions(obj, by=request.user, besides=request.session.session_key)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The role is saved with the row."""

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        return self.invited(request, obj)

    # Invitations, and where somebody is signed in.

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path("<int:pk>/invite/", self.admin_site.admin_view(require_POST(self.invite)), name="auth_user_invite"),
            path(
                "<int:pk>/second-factor/",
                self.admin_site.admin_view(require_POST(self.take_factor)),
                name="auth_user_second_factor",
            ),
            path("<int:pk>/sessions/", self.admin_site.admin_view(self.sessions), name="auth_user_sessions"),
        ]
        return pages + super().get_urls()

    def invite(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return self.mailed(request, user) if "by_mail" in request.POST else self.invited(request, user)

    def mailed(self, request: HttpRequest, user: User) -> HttpResponse:
        """The link goes out by mail, and is shown nowhere."""
        if not accounts.may_be_mailed(user):
            messages.error(request, "Nothing was sent: the account has no address for mail, or the site sends none.")
        elif accounts.mail_invitation(user):
            log(user, request.user, f"Sent {user.get_username()} a link to choose a password, to {user.email}")
            messages.success(request, f"A link was sent to {user.email}. It works once, for three days.")
        else:
            messages.error(request, "The mail could not be sent. Try again later, or make a link and give it by hand.")
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=(user.pk,)))

    def invited(self, request: HttpRequest, user: User) -> HttpResponse:
        """The link, on this page alone: it is kept nowhere."""
        log(user, request.user, f"Made a link with which {user.get_username()} chooses a password")
        response = TemplateResponse(
            request,
            "admin/explainer/account/invitation.html",
            {
                **self.admin_site.each_context(request),
                "title": "Invitation",
                "subtitle": user.get_username(),
                "account": user,
                "link": accounts.invitation(user),
                "may_be_mailed": accounts.may_be_mailed(user),
            },
        )
        response["Cache-Control"] = "no-store"
        return response

    def take_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(User, pk=pk)
        if not (settings.SECOND_FACTOR and self.has_change_permission(request, user)):
            raise PermissionDenied
        from .second_factor import take_away

        number = take_away(user, by=request.user)
        said = "Their second factor is gone; the password alone lets them in." if number else "There was none."
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=(user.pk,)))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["second_factor"] = settings.SECOND_FACTOR
        context["may_be_mailed"] = bool(context.get("original")) and accounts.may_be_mailed(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def sessions(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return sessions_page(request, user)


@require_http_methods(["GET", "HEAD", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in: their role, and where else they are."""
    return sessions_page(request, get_object_or_404(User, pk=request.user.pk))


def sessions_page(request: HttpRequest, user: User) -> HttpResponse:
    here = request.session.session_key
    if request.method == "POST":
        ended = accounts.end_sessions(user, by=request.user, key=request.POST.get("key", ""), besides=here)
        words = f"{ended} session{'' if ended == 1 else 's'} ended." if ended else "There was no such session any more."
        messages.success(request, words)
        return HttpResponseRedirect(request.path)
    own = user.pk == request.user.pk
    context = {
        **admin.site.each_context(request),
        "title": "Your account" if own else "Where they are signed in",
        "subtitle": user.get_username(),
        "account": user,
        "own": own,
        "second_factor": settings.SECOND_FACTOR,
        "role": accounts.role_of(user),
        "found": accounts.sessions(user, here),
        "back": reverse("admin:auth_user_changelist"),
    }
    return TemplateResponse(request, "admin/explainer/account/sessions.html", context)


class ChoosePassword(PasswordResetConfirmView):
    template_name = "admin/explainer/account/choose_password.html"
    token_generator = accounts.invitations
    success_url = reverse_lazy("admin:login")
    title = "Choose a password"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response = super().form_valid(form)
        log(self.user, self.user, "Chose a password")
        messages.success(self.request, "Your password is set. Sign in with it.")
        return response


choose_password = never_cache(ChoosePassword.as_view())

admin.site.unregister(User)
admin.site.unregister(Group)
admin.site.register(User, AccountAdmin)
