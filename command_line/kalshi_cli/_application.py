"""The command line as a whole: its commands, and what becomes of their failures."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from kalshi_cli import _reads
from kalshi_cli._doctor_command import doctor
from kalshi_cli._export_command import exports
from kalshi_cli._failures import FAILED, INTERRUPTED, CommandError, advise_on_drift, explain, tell
from kalshi_cli._pnl_command import pnl

_HELP = (
    "Look at a portfolio on Kalshi's exchange, and find out what keeps a call from succeeding.\n\n"
    "The key comes from the environment: [b]KALSHI_API_KEY_ID[/b], and [b]KALSHI_PRIVATE_KEY_PATH[/b] or "
    "[b]KALSHI_PRIVATE_KEY_PEM[/b] ([b]KALSHI_PRIVATE_KEY_PASSWORD[/b] if it is encrypted).\n\n"
    "Begin with [b]kalshi-portfolio doctor[/b], which says what is missing, and go on with "
    "[b]kalshi-portfolio balance[/b]. Without an account: "
    "[b]kalshi-mock run -- kalshi-portfolio balance[/b].\n\n"
    "Answers go to stdout, all else to stderr. The exit status is 0 for success, 1 if the exchange or the "
    "network refused, 2 if the command cannot be carried out as it was given."
)


class _Commands(TyperGroup):
    """Commands whose failures end as one message and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        from kalshi_auth import KalshiError

        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Whoever reads has seen enough; lest Python complain when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(FAILED) from None
        except (KalshiError, CommandError, OSError) as error:
            message, status = explain(error)
        except KeyboardInterrupt:
            message, status = "interrupted", INTERRUPTED
        tell(message)
        raise typer.Exit(status)


application = typer.Typer(
    name="kalshi-portfolio",
    cls=_Commands,
    help=_HELP,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"kalshi-portfolio {version('kalshi-portfolio')}")
        raise typer.Exit


@application.callback()
def _main(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    del version


_LOOK = "Look"
application.command(rich_help_panel=_LOOK)(_reads.balance)
application.command(rich_help_panel=_LOOK)(_reads.positions)
application.command(rich_help_panel=_LOOK)(_reads.fills)
application.command(rich_help_panel=_LOOK)(_reads.settlements)
application.command("resting-value", rich_help_panel=_LOOK)(_reads.resting_value)
application.command(rich_help_panel="Keep")(pnl)
application.add_typer(exports, name="export", rich_help_panel="Keep")
application.command(rich_help_panel="Check")(doctor)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The arguments; those of the process, if ``None``.

    Returns:
        The exit status.
    """
    with warnings.catch_warnings():
        warnings.showwarning = _tell_warning
        try:
            application(args=None if arguments is None else list(arguments), prog_name="kalshi-portfolio")
        except SystemExit as ending:
            return ending.code if isinstance(ending.code, int) else FAILED
    return 0


def _tell_warning(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    text = str(message)
    if category.__name__ == "ContractDriftWarning":
        # Its own advice is for those who write programs.
        text = f"{text.partition(' This warning')[0]} To move on: {advise_on_drift(text)}"
    tell(f"warning: {text}")
