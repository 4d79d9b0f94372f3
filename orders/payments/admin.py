from orders.payments.ways.finding import modules_of_ways

modules = modules_of_ways("admin")
