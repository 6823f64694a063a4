"""What is asked of Redis, and what its errors mean. One question is one Lua script.

A script does nothing after the time by Redis's clock until which its caller waits for the answer: a Redis that was
stopped for a while would otherwise reserve and grant what nobody uses.
"""

# The extra may be absent where callers check their types.
# mypy: disable-error-code="import-not-found"
# pyright: reportMissingImports=false

from __future__ import annotations

from typing import Any

from .errors import ConfigurationError

TIMEOUT = 0.5  # seconds for one question; a call may exceed its own timeout by as much
CONNECTIONS = 8

_BEGIN = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1e6
local by = tonumber(ARGV[1])
if by > 0 and now > by then return {string.format('%.6f', now)} end
"""
_RESERVE = (
    _BEGIN
    + """
local calls, window, longest = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local known, fresh, tail = ARGV[5], ARGV[6], math.min(tonumber(ARGV[8]), now + math.max(10 * window, 60))
local late, spacing, memory = ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11])
local epoch = redis.call('HMGET', KEYS[3], 'id', 'born', 'hold', 'last', 'seen', 'kept', 'memory')
local id, born, hold = epoch[1], tonumber(epoch[2] or 0), tonumber(epoch[3] or 0)
local latest, seen = tonumber(epoch[4] or 0), tonumber(epoch[5] or 0)
-- others may count more calls, or for longer
local kept, longer = math.max(calls, tonumber(epoch[6] or 0)), math.max(memory, tonumber(epoch[7] or 0))
if not id then
  id, born = fresh, now
end
if known ~= '' and known ~= id then hold = math.max(hold, math.max(born + window, tail) + window) end
if now < seen - 1 then -- the clock was set back: what it said before means nothing any more
  hold = now + math.max(latest + longer, hold, seen) - seen
  born, latest = math.min(born, now), 0
  redis.call('DEL', KEYS[1], KEYS[2])
elseif latest + longer > now and redis.call('EXISTS', KEYS[1]) == 0 then -- evicted
  hold = math.max(hold, latest + longer)
end
redis.call('HSET', KEYS[3], 'id', id, 'born', string.format('%.6f', born), 'hold', string.format('%.6f', hold),
  'last', string.format('%.6f', latest), 'seen', string.format('%.6f', now),
  'kept', string.format('%d', kept), 'memory', string.format('%.6f', longer))
redis.call('EXPIRE', KEYS[3], ARGV[7])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
local free = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
local start, moved = math.max(now, hold), false
if late ~= '' then moved = redis.call('LREM', KEYS[1], -1, late) == 1 end
if not moved and free[1] then
  start = tonumber(free[2])
elseif not moved then
  local oldest, newest = redis.call('LINDEX', KEYS[1], -calls), redis.call('LINDEX', KEYS[1], -1)
  local full = oldest and now < tonumber(oldest) + memory
  if full then start = math.max(start, tonumber(oldest) + window) end
  if full or (newest and tonumber(newest) > now) then start = math.max(start, tonumber(newest) + spacing) end
end
local text = string.format('%.6f', start)
if moved then
  local others = redis.call('LRANGE', KEYS[1], 0, -1)
  local before = #others
  while before > 0 and tonumber(others[before]) > start do before = before - 1 end
  if before < #others then
    redis.call('LINSERT', KEYS[1], 'BEFORE', others[before + 1], text)
  else
    redis.call('RPUSH', KEYS[1], text)
  end
end
local last = redis.call('LINDEX', KEYS[1], -1) or '0'
local given = longest < 0 or start - now <= longest
if given and not moved and free[1] then
  redis.call('ZREM', KEYS[2], free[1])
elseif given and not moved then
  redis.call('RPUSH', KEYS[1], text)
  redis.call('LTRIM', KEYS[1], -kept, -1)
  last = text
end
redis.call('HSET', KEYS[3], 'last', last)
redis.call('PEXPIRE', KEYS[1], math.ceil((last - now + longer) * 1000))
if not given then return {'', id, '', last} end
return {string.format('%.6f', start - now), id, text, last}
"""
)
_RETURN = """
if tonumber(ARGV[1]) > tonumber(redis.call('HGET', KEYS[2], 'last') or 0) then return end -- of another clock
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
"""
_ACQUIRE = (
    _BEGIN
    + """
if ARGV[5] then redis.call('ZREM', KEYS[1], unpack(ARGV, 5)) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local again = redis.call('ZSCORE', KEYS[1], ARGV[4]) -- granted before, by an answer that was lost
if not again and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return {'', string.format('%.6f', now)}
end
redis.call('ZADD', KEYS[1], string.format('%.6f', now + ARGV[3]), ARGV[4])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES') -- others may have longer leases
redis.call('PEXPIRE', KEYS[1], math.ceil((last[2] - now) * 1000))
return {'1', string.format('%.6f', now)}
"""
)
_RELEASE = "return redis.call('ZREM', KEYS[1], unpack(ARGV))"
_PASSING = ("MISCONF", "BUSY ", "NOREPLICAS", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "LOADING")
"""How errors begin that end without anybody changing a setting of the client."""
_URL = (
    "RedisLimits: the URL is none of Redis; write redis://USER:PASSWORD@HOST:PORT, rediss://… for TLS or unix://PATH,"
    " with characters such as / # @ in the password as %2F %23 %40"
)


class Errors:
    """The errors of redis-py, which is imported when this is made."""

    def __init__(self) -> None:
        """Raises ``ConfigurationError`` without the extra."""
        try:
            from redis import exceptions  # noqa: PLC0415 - of an extra
        except ImportError as error:
            raise ConfigurationError("RedisLimits needs redis-py: install the extra redis") from error
        errors: Any = exceptions
        self.all = errors.RedisError
        self._refused = (errors.AuthenticationError, errors.AuthorizationError)
        self._forbidden = errors.NoPermissionError
        self._away = (
            errors.ConnectionError,
            errors.TimeoutError,
            errors.ReadOnlyError,
            errors.OutOfMemoryError,
            errors.ClusterDownError,
            errors.TryAgainError,
        )

    def check(self, error: Exception, name: str) -> None:
        """Return for an error that may pass by itself. Raises ``ConfigurationError``, with what to do, for another."""
        if isinstance(error, self._refused):
            advice = "write its user and password into the URL, redis://USER:PASSWORD@HOST"
        elif isinstance(error, self._away) or str(error).startswith(_PASSING):
            return
        elif isinstance(error, self._forbidden):
            advice = "its user needs the rights ~specseal:* +@connection +@scripting +@read +@write +time"
        elif "WRONGTYPE" in str(error):
            advice = f"keys that begin with specseal:{{{name}}} are another program's, so choose another name"
        else:
            advice = "it must be Redis 5 or later, with scripts"
        raise ConfigurationError(f"RedisLimits: Redis refuses: {error}; {advice}") from error


def check_url(url: str) -> None:
    """Raises ``ConfigurationError``, without the URL, for one that redis-py cannot read."""
    from redis import connection  # noqa: PLC0415 - of an extra

    read: Any = connection
    try:
        read.parse_url(url)
    except ValueError:
        raise ConfigurationError(_URL) from None  # its text may have a part of the password


class Scripts:
    """Connections of one owner, and the scripts that it sends."""

    def __init__(self, redis: Any, url: str) -> None:
        # asked again by redis-py, one question could reserve twice; who asks waits for Redis to come back
        self.client = redis.Redis(
            connection_pool=redis.BlockingConnectionPool.from_url(
                url,
                max_connections=CONNECTIONS,
                timeout=TIMEOUT,
                socket_timeout=TIMEOUT,
                socket_connect_timeout=TIMEOUT,
                retry=None,
            )
        )
        self.reserve, self.give_back, self.acquire, self.release = (
            self.client.register_script(script) for script in (_RESERVE, _RETURN, _ACQUIRE, _RELEASE)
        )


def blocking() -> Any:
    """redis-py."""
    import redis  # noqa: PLC0415

    return redis


def awaited() -> Any:
    """redis-py for event loops."""
    import redis.asyncio  # noqa: PLC0415

    return redis.asyncio
