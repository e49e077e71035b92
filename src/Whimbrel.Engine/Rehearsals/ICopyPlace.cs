using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>Where a copy stands: a server of its own, or a database on one that is there.</summary>
internal interface ICopyPlace : IAsyncDisposable
{
    /// <summary>The database to which pg_restore connects.</summary>
    ServerAddress ForRestore { get; }

    /// <summary>What pg_restore must know of the place.</summary>
    IReadOnlyList<string> RestoreOptions { get; }

    /// <summary>The copy, as one who may look at everything.</summary>
    ServerAddress AsSuperuser { get; }

    /// <summary>The copy, as a user of production; where not everybody is let in, as the one who migrates.</summary>
    ServerAddress As(string user);

    /// <summary>The bytes of all temporary files so far; null where that cannot be known.</summary>
    long? TemporaryFiles();
}
