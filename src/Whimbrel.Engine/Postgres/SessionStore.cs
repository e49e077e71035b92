using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Whimbrel.Engine.Postgres;

/// <summary>
/// Sessions that were closed and can be taken again: to connect costs more than most of what is asked. One that rested is asked first whether it still
/// lives; when a session of ours was lost, none of them is trusted any more.
/// </summary>
internal sealed class SessionStore
{
    private static readonly TimeSpan _trustedFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentStack<(Session Session, string? Name, long Since)> _idle = new();
    private bool _isClosed;

    /// <param name="name">What it must be called on the server.</param>
    /// <returns>null when there is none that lives.</returns>
    internal async Task<Session?> TakeAsync(string? name, CancellationToken ct)
    {
        while (_idle.TryPop(out var idle))
        {
            if (idle.Name == name && (Stopwatch.GetElapsedTime(idle.Since) < _trustedFor || await LivesAsync(idle.Session, ct)))
            {
                return idle.Session;
            }

            await idle.Session.CloseAsync();
        }

        return null;
    }

    internal async ValueTask KeepAsync(Session session, string? name)
    {
        if (session.IsOpen && !_isClosed)
        {
            _idle.Push((session, name, Stopwatch.GetTimestamp()));
            return;
        }

        await session.CloseAsync();
        await CloseIdleAsync();
    }

    internal ValueTask CloseAsync()
    {
        _isClosed = true;
        return CloseIdleAsync();
    }

    private static async Task<bool> LivesAsync(Session session, CancellationToken ct)
    {
        try
        {
            await session.QuerySingleAsync("own_backend", row => row.Number("Pid"), ct);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            // It was lost while it rested; another one is opened.
            return false;
        }
    }

    /// <summary>Closes what rests; what is closed later is kept again.</summary>
    internal async ValueTask CloseIdleAsync()
    {
        while (_idle.TryPop(out var idle))
        {
            await idle.Session.CloseAsync();
        }
    }
}
