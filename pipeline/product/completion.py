"""Completion scripts for shells, made from the parser so that they name what exists."""

from __future__ import annotations

import argparse

BASH = """_gongkai() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" options=""
  case "${{COMP_WORDS[1]}}" in
{cases}
  esac
  if [ "$COMP_CWORD" = 1 ]; then
    COMPREPLY=($(compgen -W "{commands}" -- "$word"))
  elif [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _gongkai gongkai
"""
ZSH = "autoload -U +X bashcompinit && bashcompinit\n"


def completion(shell: str, parser: argparse.ArgumentParser) -> str:
    """The script for `bash`, `zsh` or `fish`."""
    commands = options_of(parser)
    if shell == "fish":
        return "".join(_fish(commands))
    cases = "\n".join(
        f'    {name}) options="{" ".join(options)}" ;;' for name, (_, options) in commands.items()
    )
    script = BASH.format(cases=cases, commands=" ".join(commands))
    return ZSH + script if shell == "zsh" else script


def options_of(parser: argparse.ArgumentParser) -> dict[str, tuple[str, list[str]]]:
    """Purpose and long options of every subcommand."""
    (choices,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    found: dict[str, tuple[str, list[str]]] = {}
    for name, command in choices.choices.items():
        options = [option for action in command._actions for option in action.option_strings]
        found[name] = (command.description or "", [option for option in options if option.startswith("--")])
    return found


def _fish(commands: dict[str, tuple[str, list[str]]]) -> list[str]:
    lines = []
    for name, (purpose, options) in commands.items():
        told = purpose.replace("'", "")
        lines.append(f"complete -c gongkai -n __fish_use_subcommand -a {name} -d '{told}'\n")
        for option in options:
            long = option.removeprefix("--")
            lines.append(f"complete -c gongkai -n '__fish_seen_subcommand_from {name}' -l {long}\n")
    return lines
