using System.Text;

namespace Whimbrel.Engine;

/// <summary>The last 4,000 characters that a program complains: one that does so for ever must not fill our memory.</summary>
internal sealed class ErrorTail
{
    private readonly StringBuilder _tail = new();
    private readonly Task _reading;

    public ErrorTail(StreamReader reader) => _reading = KeepAsync(reader);

    /// <summary>What was said until the end; or until now, where there is none within a time.</summary>
    public async Task<string> ReadAsync(TimeSpan limit)
    {
        await Task.WhenAny(_reading, Task.Delay(limit));
        lock (_tail)
        {
            return _tail.ToString().Trim();
        }
    }

    private async Task KeepAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
        {
            lock (_tail)
            {
                _tail.Append(buffer, 0, read);
                if (_tail.Length > 8000)
                {
                    _tail.Remove(0, _tail.Length - 4000);
                }
            }
        }
    }
}
