"""The peer: a bot of python-telegram-bot as its manual writes one, that makes the same calls with the same keyboards.

    python -m tests.bench.serve_ptb PORT API SCREENS [CONCURRENT]

Its `Application` with its queue, its default HTTPX transport, a command handler and a button handler; nothing is
stored, sealed or decided: the screen that follows a button is looked up in SCREENS, recorded from our own bot. Its own
tornado server is not among our locked packages: updates come through uvicorn and Starlette, as for us.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from tests.bench.children import SECRET

TOKEN = "100003:" + "c" * 35
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Context = ContextTypes.DEFAULT_TYPE


def keyboard(rows: list[list[dict[str, str]]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(one["text"], callback_data=one["callback_data"]) for one in row] for row in rows]
    )


def application(api: str, screens: dict[str, Any], concurrent: int) -> Application[Any, Any, Any, Any, Any, Any]:
    """The bot: a handler for /start and one for buttons."""

    async def started(update: Update, context: Context) -> None:
        shown = screens["start"]
        assert update.message is not None
        await update.message.reply_text(
            shown["text"], reply_markup=keyboard(shown["keyboard"]), link_preview_options=NO_PREVIEW
        )

    async def tapped(update: Update, context: Context) -> None:
        query = update.callback_query
        assert query is not None
        shown = screens["after"][query.data]
        await query.answer()
        await query.edit_message_text(
            shown["text"], reply_markup=keyboard(shown["keyboard"]), link_preview_options=NO_PREVIEW
        )

    builder = Application.builder().token(TOKEN).base_url(f"{api}/bot").updater(None).job_queue(None)
    app = (builder.concurrent_updates(concurrent) if concurrent else builder).build()
    app.add_handler(CommandHandler("start", started))
    app.add_handler(CallbackQueryHandler(tapped))
    return app


async def serve(port: int, api: str, screens: dict[str, Any], concurrent: int) -> None:
    app = application(api, screens, concurrent)

    async def hook(request: Request) -> Response:
        if request.headers.get("x-telegram-bot-api-secret-token") != SECRET:
            return Response(status_code=403)
        await app.update_queue.put(Update.de_json(json.loads(await request.body()), app.bot))
        return Response(status_code=200)

    web = Starlette(routes=[Route("/hook/a", hook, methods=["POST"])])
    async with app:
        await app.start()
        await uvicorn.Server(uvicorn.Config(web, port=port, log_config=None, access_log=False)).serve()
        await app.stop()


def main() -> None:
    logging.disable(logging.CRITICAL)
    port, api, file, *rest = sys.argv[1:]
    screens = json.loads(Path(file).read_text(encoding="utf-8"))
    uvloop.run(serve(int(port), api, screens, int(rest[0]) if rest else 0))


if __name__ == "__main__":
    main()
