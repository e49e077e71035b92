namespace Whimbrel.Sql.Rules;

/// <summary>What a migration asks of the application.</summary>
public enum DowntimeType
{
    /// <summary>It goes on.</summary>
    Zero,

    /// <summary>The proxy answers 503 for the moment in which a table is locked and read or written as a whole.</summary>
    Minimal,

    /// <summary>It is stopped: its running version cannot work with the new schema.</summary>
    Full,
}

/// <summary>A downtime type, and the statement that decides it.</summary>
/// <param name="File">null for zero.</param>
/// <param name="Because">A clause: "CREATE INDEX reads the whole of public.orders under ShareLock".</param>
public sealed record Downtime(DowntimeType Type, string? File = null, int Line = 0, string? Because = null)
{
    public static Downtime Zero { get; } = new(DowntimeType.Zero);

    /// <summary>zero, minimal, full: as on the command line.</summary>
    public string Name => NameOf(Type);

    public static string NameOf(DowntimeType type) => type switch
    {
        DowntimeType.Zero => "zero",
        DowntimeType.Minimal => "minimal",
        _ => "full",
    };

    /// <summary>The wider of two; the first where they are the same.</summary>
    public Downtime Or(Downtime other) => other.Type > Type ? other : this;
}
