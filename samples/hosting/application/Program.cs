using Hosting.Application;

await using var database = Database.FromEnvironment();

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fff "));
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
builder.Services.AddSingleton(database);
await using var app = builder.Build();

app.Use((context, next) => DatabaseErrors.AnswerAsync(context, next, app.Logger));
app.MapGet("/health", Health.GetAsync);
app.MapGet("/api/version", SchemaVersion.GetAsync);
app.MapGet("/api/users/{id:long}", Users.GetAsync);
app.MapPost("/api/users/{id:long}/visits", Users.RecordVisitAsync);
app.MapGet("/api/users/{id:long}/preferences", Preferences.GetAsync);

await app.RunAsync();
