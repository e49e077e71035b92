namespace Whimbrel.Engine.Settings;

/// <summary>Sizes for people.</summary>
public static class ByteSize
{
    private static readonly string[] _units = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>Bytes as <c>12.3 MB</c> (1 kB = 1024 bytes, as PostgreSQL's pg_size_pretty counts).</summary>
    public static string Say(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1024 && unit < _units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0 || value >= 100 ? $"{value:0} {_units[unit]}" : $"{value:0.0} {_units[unit]}";
    }
}
