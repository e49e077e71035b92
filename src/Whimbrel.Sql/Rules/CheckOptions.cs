namespace Whimbrel.Sql.Rules;

/// <summary>What is looked for, and for which server.</summary>
public sealed record CheckOptions
{
    public const int OldestServer = 14;
    public const int NewestServer = 18;

    /// <summary>Where no server says which it is.</summary>
    public int ServerMajor { get; init; } = 17;

    /// <summary>With the rules that are a matter of taste.</summary>
    public bool WithStyle { get; init; }

    /// <summary>By rule: another severity, or null for off.</summary>
    public IReadOnlyDictionary<string, Severity?> Levels { get; init; } = new Dictionary<string, Severity?>(StringComparer.Ordinal);
}
