using System.Globalization;

namespace Whimbrel.Engine.Settings;

/// <summary>Durations as operators write them: <c>100ms</c>, <c>30s</c>, <c>10min</c>, <c>1h</c>, <c>2d</c>.</summary>
public static class Duration
{
    private static readonly (string Unit, double Milliseconds)[] _units =
        [("ms", 1), ("min", 60_000), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>Reads a number with a unit; a bare 0 is allowed.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        var trimmed = text.Trim();
        if (trimmed == "0")
        {
            return true;
        }

        foreach (var (unit, milliseconds) in _units)
        {
            if (trimmed.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(trimmed[..^unit.Length].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * milliseconds < TimeSpan.FromDays(366).TotalMilliseconds)
            {
                value = TimeSpan.FromMilliseconds(number * milliseconds);
                return true;
            }
        }

        return false;
    }

    /// <summary>As <see cref="Say"/>, with a digit more where it lasts a moment: <c>0.4 ms</c>.</summary>
    public static string SayMs(double milliseconds) => milliseconds < 9.95 ? $"{milliseconds:0.0} ms" : Say(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>A duration for people: <c>0.3 s</c>, <c>12 s</c>, <c>3 min 20 s</c>, <c>1 h 5 min</c>.</summary>
    public static string Say(TimeSpan value) => value.TotalSeconds switch
    {
        < 0.0995 => $"{value.TotalMilliseconds:0} ms",
        < 9.95 => $"{value.TotalSeconds:0.0} s",
        < 59.5 => $"{value.TotalSeconds:0} s",
        < 60 => "1 min",
        < 3600 => value.Seconds == 0 ? $"{(int)value.TotalMinutes} min" : $"{(int)value.TotalMinutes} min {value.Seconds} s",
        _ => value.Minutes == 0 ? $"{(int)value.TotalHours} h" : $"{(int)value.TotalHours} h {value.Minutes} min",
    };
}
