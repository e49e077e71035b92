namespace Whimbrel.Testing;

/// <summary>An operator's folder before the stack of the lab, whose database is reached through its service alone.</summary>
public class SwarmFolder : OperatorFolder
{
    public SwarmFolder()
        : base("operator")
    {
        WritePassword(SwarmLab.Password);
        WriteMigration("20240215_add_user_preferences", "CREATE TABLE user_preferences (user_id bigint PRIMARY KEY);", "DROP TABLE user_preferences;");
    }

    /// <summary>Further lines of the sections, each with its indentation.</summary>
    public string OfApplication { get; set; } = "";

    public string OfProxy { get; set; } = "";

    public string OfDowntime { get; set; } = "";

    public string Budget { get; set; } = "1min";

    public string Host { get; set; } = SwarmLab.Postgres;

    public string Reach { get; set; } = $"swarm:{SwarmLab.Postgres}";

    public string Rehearsal { get; set; } = "off";

    protected override string Configuration => $"""
        database:
          url: postgresql://hosting_user@{Host}/hosting_db
          password_file: password
          via: {Reach}
        docker: {"{"} host: "{SwarmLab.Host}" {"}"}
        backup: {"{"} path: backups, minimum_free: 1% {"}"}
        rehearsal: {"{"} on: {Rehearsal} {"}"}
        application:
          health: {SwarmLab.Site}/health
          service: swarm:{SwarmLab.App}
        {OfApplication}
          proxy:
            service: swarm:{SwarmLab.Proxy}
            maintenance_file: {SwarmLab.MaintenanceFile}
        {OfProxy}
        downtime:
          budget: {Budget}
        {OfDowntime}
        watch: {"{"} for: 0s, every: 1s, baseline: 0s {"}"}
        state: {"{"} path: state {"}"}
        """;

    /// <summary>The stack as it was deployed, at version 20240201.</summary>
    public static async Task ResetAsync()
    {
        File.Delete(SwarmLab.MaintenanceFile);
        File.Delete(SwarmLab.Sick);
        await SwarmLab.ServesAsync();
        await SwarmLab.SqlAsync("ALTER DATABASE hosting_db CONNECTION LIMIT -1");
        await SwarmLab.SqlAsync("GRANT CONNECT ON DATABASE hosting_db TO PUBLIC");
        await SwarmLab.SqlAsync("DROP TABLE IF EXISTS user_preferences; DROP SCHEMA IF EXISTS whimbrel CASCADE; DELETE FROM schema_migrations WHERE version > '20240201'");
        await SwarmLab.DockerAsync("exec", (await SwarmLab.ContainerAsync(SwarmLab.Proxy))!, "nginx", "-s", "reload");
        if (await SwarmLab.RunningAsync(SwarmLab.App) != "2/2")
        {
            await SwarmLab.DockerAsync("service", "scale", $"{SwarmLab.App}=2");
        }

        await SwarmLab.AnswersAsync(200);
    }
}
