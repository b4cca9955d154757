"""A stock python-telegram-bot application works against the simulator, and all it sends fits the schema."""

from __future__ import annotations

import io
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.simulator import Person, Simulator
from tests.simulator.conftest import TOKEN
from tests.simulator.schema import check_requests


async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    await update.message.reply_html("<b>hi</b>", reply_markup=keyboard, protect_content=True, disable_notification=True)


async def pressed(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("ok")
    await update.callback_query.edit_message_text("edited")


async def document(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    assert update.message.document is not None
    content = await (await update.message.document.get_file()).download_as_bytearray()
    await update.message.reply_document(io.BytesIO(bytes(content)), filename="back.pdf", caption="the same")


async def delete(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await context.bot.delete_messages(update.message.chat_id, list(range(1, update.message.message_id + 1)))


def application(sim: Simulator) -> Application[Any, Any, Any, Any, Any, Any]:
    built = Application.builder().token(TOKEN).base_url(f"{sim.url}/bot").base_file_url(f"{sim.url}/file/bot").build()
    built.add_handler(CommandHandler("start", start))
    built.add_handler(CallbackQueryHandler(pressed))
    built.add_handler(MessageHandler(filters.Document.ALL, document))
    built.add_handler(MessageHandler(filters.TEXT, delete))
    return built


async def test_a_stock_application_runs(sim: Simulator, ana: Person) -> None:
    """START, a press, a file and a deletion go through a polling application and back to the phone."""
    app = application(sim)
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(poll_interval=0, timeout=10)
        await ana.start()
        hello = await ana.sees("hi")
        assert hello.silent
        assert hello.protected
        assert (await (await ana.press("Go")).answered())["text"] == "ok"
        await ana.sees("edited")
        content = bytes(range(256)) * 20
        await ana.document("x.pdf", content)
        assert await ana.download(await ana.sees("the same")) == content
        await ana.say("clear")
        await ana.wait_for(lambda shown: not shown)
        await app.updater.stop()
        await app.stop()
    assert check_requests(sim.requests) == []
