namespace Whimbrel.Engine.Runs;

/// <summary>What the operator asks a restore to do.</summary>
/// <param name="Into">The live database's name, where the backup may be another database's.</param>
/// <param name="Jobs">How many sessions pg_restore uses; null for one for each processor, at most eight.</param>
/// <param name="Consents">What is ended although it is protected.</param>
/// <param name="Ask">Asks a question on the terminal; null where nobody can answer.</param>
public sealed record RestoreRequest(string Archive, string? Into, int? Jobs, IReadOnlyList<string> Skip, IReadOnlyList<string> Consents, Func<string, bool>? Ask)
{
    /// <summary>Whether the backup goes into the live database itself.</summary>
    public bool InPlace { get; init; }

    /// <summary>The name of the database, typed by who wants it overwritten.</summary>
    public string? Confirm { get; init; }

    /// <summary>Asks for that name on the terminal; null where nobody can answer.</summary>
    public Func<string, string?>? AskName { get; init; }
}
