"""An unmodified aiogram client, written by nobody here, works against the simulator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from bot.simulator import Person, Simulator

TOKEN = "123456789:AAFakeTokenForTests_0123456789abcdef"


@pytest.fixture
async def bot(sim: Simulator) -> AsyncIterator[Bot]:
    made = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(sim.url)))
    yield made
    await made.session.close()


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=label, callback_data=label.lower())] for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def test_polls_and_answers(sim: Simulator, bot: Bot, ana: Person) -> None:
    """A dispatcher that polls gets START, a press and a file, and answers, edits and sends the bytes back."""
    dispatcher = Dispatcher()

    @dispatcher.message(F.text)
    async def greet(message: Message) -> None:
        await message.answer(
            "<b>Hello</b> & welcome".replace("&", "&amp;"), parse_mode="HTML", reply_markup=keyboard("Go")
        )

    @dispatcher.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await query.answer("seen")
        assert isinstance(query.message, Message)
        await query.message.edit_text("Gone")

    @dispatcher.message(F.document)
    async def send_back(message: Message) -> None:
        assert message.document is not None
        content = await bot.download(message.document)
        assert content is not None
        await message.answer_document(BufferedInputFile(content.read(), "back.bin"), caption="the same")

    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=10))
    try:
        await ana.start()
        hello = await ana.sees("Hello & welcome")
        assert hello.entities == [{"type": "bold", "offset": 0, "length": 5}]
        press = await ana.press("Go")
        assert (await press.answered())["text"] == "seen"
        assert (await ana.sees("Gone")).rows == []
        content = bytes(range(256)) * 40 + b"\r\n--x\r\n"
        await ana.document("a.bin", content)
        back = await ana.sees("the same")
        assert await ana.download(back) == content
        assert back.media is not None
        assert back.media["name"] == "back.bin"
    finally:
        await dispatcher.stop_polling()
        await polling


async def test_refusals_arrive_as_errors(sim: Simulator, bot: Bot, ana: Person) -> None:
    """What Telegram refuses, this client raises by its own classes."""
    with pytest.raises(TelegramForbiddenError, match="can't initiate"):
        await bot.send_message(ana.id, "first")
    await ana.start()
    sent = await bot.send_message(ana.id, "one", reply_markup=keyboard("A"))
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_text("one", reply_markup=keyboard("A"))
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await bot.send_message(ana.id, "😀" * 2049)
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(ana.id, "x", reply_markup=keyboard("я" * 33))
    sim.fail("429", retry_after=3)
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(ana.id, "two")
    await sent.delete()
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await sent.delete()
    await ana.block()
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(ana.id, "three")


async def test_tells_about_itself(sim: Simulator, bot: Bot, ana: Person) -> None:
    """Commands, descriptions, names, the webhook's state and a chat's description are told as set."""
    await ana.start()
    await bot.set_my_commands([BotCommand(command="start", description="Begin")], language_code="es")
    assert [command.command for command in await bot.get_my_commands(language_code="es")] == ["start"]
    await bot.set_my_description("Notas", language_code="es")
    assert (await bot.get_my_description(language_code="es")).description == "Notas"
    assert (await bot.get_me()).username == "bot_bot"
    assert (await bot.get_webhook_info()).url == ""
    assert (await bot.get_chat(ana.id)).first_name == "Ana"
    assert await bot.send_chat_action(ana.id, "typing")
